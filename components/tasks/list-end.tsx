'use client';

import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { apiUrl, type ApiError } from '@/components/live/api';
import { Clock } from '@/components/ui/age';
import { useView } from '@/components/live/use-view';
import { useFormat } from '@/components/ui/use-format';
import type { Count } from '@/lib/api/views';
import { EXPORT_FORMATS } from '@/lib/tasks/export-rows';
import { ROWS_MAX } from '@/lib/tasks/live-table';
import type { ListQuery } from './use-task-list';

interface ListEndProps {
  readonly shown: number;
  readonly count: Count;
  /** Time was up when only what changed since then had been looked at. */
  readonly searchedSince: number | null;
  readonly hasMore: boolean;
  readonly more: 'idle' | 'loading' | ApiError;
  readonly onMore: () => void;
  readonly query: ListQuery;
}

/** Where the list ends: how much of it is shown, how to see more, and what is not kept at all. */
export function ListEnd({ shown, count, searchedSince, hasMore, more, onMore, query }: ListEndProps) {
  const t = useTranslations('tasks.end');
  const format = useFormat();
  const sentinel = useRef<HTMLDivElement>(null);
  const idle = more === 'idle';
  useEffect(() => {
    if (!hasMore || !idle || sentinel.current === null) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) onMore();
    });
    observer.observe(sentinel.current);
    return () => observer.disconnect();
  }, [hasMore, idle, onMore]);
  return (
    <div ref={sentinel} className="px-3.5 pt-2.5 pb-18 text-small text-fg-3 max-md:px-4">
      {t('shown', {
        shown: format.count(shown),
        total: format.count(Math.max(count.value, shown), { exact: count.exact }),
      })}
      {hasMore && ' · '}
      {hasMore && more !== 'loading' && (
        <button type="button" onClick={onMore} className="text-accent underline underline-offset-2">
          {t('more')}
        </button>
      )}
      {more === 'loading' && t('loading')}
      {shown >= ROWS_MAX && ` · ${t('max', { count: format.count(ROWS_MAX) })}`}
      {searchedSince !== null && hasMore && (
        <span className="text-severity-warning">
          {' · '}
          {t.rich('searched', { at: () => <Clock at={searchedSince} /> })}
        </span>
      )}
      {typeof more === 'object' && <span className="text-danger"> {t('failed', { detail: more.detail })}</span>}
      <Retention />
      <Exports query={query} />
    </div>
  );
}

/** Links, so that the browser keeps the file and shows how far it is. */
function Exports({ query }: { readonly query: ListQuery }) {
  const t = useTranslations('tasks.end');
  return (
    <span>
      {` · ${t('export')} `}
      {EXPORT_FORMATS.map((format) => (
        <a
          key={format}
          href={apiUrl('/api/v1/tasks/export', { ...query, format })}
          download
          className="mr-2 text-accent underline underline-offset-2"
        >
          {t(`exportAs.${format}`)}
        </a>
      ))}
    </span>
  );
}

function Retention() {
  const t = useTranslations('tasks.end');
  const format = useFormat();
  const { value } = useView('status', {});
  if (value === undefined) return null;
  const { retentionSeconds, maxTasks } = value.store;
  return ` · ${t('retention', { age: format.duration(retentionSeconds), limit: format.count(maxTasks) })}`;
}
