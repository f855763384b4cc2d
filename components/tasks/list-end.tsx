'use client';

import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import type { ApiError } from '@/components/live/api';
import { Clock } from '@/components/ui/age';
import { useView } from '@/components/live/use-view';
import { useFormat } from '@/components/ui/use-format';
import type { Count } from '@/lib/api/views';
import { ROWS_MAX } from '@/lib/tasks/live-table';

interface ListEndProps {
  readonly shown: number;
  readonly count: Count;
  /** Time was up when only what changed since then had been looked at. */
  readonly searchedSince: number | null;
  readonly hasMore: boolean;
  readonly more: 'idle' | 'loading' | ApiError;
  readonly onMore: () => void;
}

/** Where the list ends: how much of it is shown, how to see more, and what is not kept at all. */
export function ListEnd({ shown, count, searchedSince, hasMore, more, onMore }: ListEndProps) {
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
        total: format.total({ ...count, value: Math.max(count.value, shown) }),
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
    </div>
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
