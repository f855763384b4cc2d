'use client';

import { useTranslations } from 'use-intl';
import { EmptyState } from '@/components/ui/empty-state';
import type { TaskFacets } from '@/lib/api/views';
import { FilterInput } from './filter-input';

interface BadFilterProps {
  readonly q: string;
  readonly facets: TaskFacets | null;
  readonly onQ: (q: string) => void;
}

/** A filter in the URL that can't be read, with the place marked, to be corrected. */
export function BadFilter({ q, facets, onQ }: BadFilterProps) {
  const t = useTranslations('tasks.badFilter');
  return (
    <EmptyState title={t('title')}>
      <div className="mt-2">
        <FilterInput
          key={q}
          initial={q}
          isFinished
          facets={facets}
          onApply={onQ}
          onCancel={() => onQ('')}
          cancelLabel={t('clear')}
        />
      </div>
    </EmptyState>
  );
}
