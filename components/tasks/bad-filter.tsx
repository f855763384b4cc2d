'use client';

import { useTranslations } from 'use-intl';
import { EmptyState } from '@/components/ui/empty-state';
import type { TaskFacets } from '@/lib/api/views';
import { parseFilter } from '@/lib/query/parse-filter';
import { FilterInput } from './filter-input';

interface BadFilterProps {
  readonly q: string;
  readonly facets: TaskFacets | null;
  readonly onQ: (q: string) => void;
}

/** A filter in the URL that can't be read, with the place marked and a line to correct it in. */
export function BadFilter({ q, facets, onQ }: BadFilterProps) {
  const t = useTranslations('tasks.badFilter');
  const parsed = parseFilter(q, 0);
  if (parsed.ok) return null;
  const end = Math.max(parsed.to, parsed.from + 1);
  return (
    <EmptyState title={t('title')}>
      <p role="alert">{t('at', { position: parsed.from + 1, reason: parsed.message })}</p>
      <pre className="my-2 overflow-x-auto rounded-md bg-subtle px-2.5 py-1.75 text-small">
        {q.slice(0, parsed.from)}
        <mark className="rounded-sm bg-severity-critical-tint text-severity-critical">
          {q.slice(parsed.from, end) || ' '}
        </mark>
        {q.slice(end)}
      </pre>
      {parsed.expected.length > 0 && (
        <p className="mb-2 text-fg-3">{t('expected', { list: parsed.expected.slice(0, 12).join(', ') })}</p>
      )}
      <FilterInput initial={q} facets={facets} onApply={onQ} onCancel={() => onQ('')} cancelLabel={t('clear')} />
    </EmptyState>
  );
}
