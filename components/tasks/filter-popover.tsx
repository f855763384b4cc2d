'use client';

import { useTranslations } from 'use-intl';
import { AddChip } from '@/components/ui/chip';
import { Popover } from '@/components/ui/popover';
import type { TaskFacets } from '@/lib/api/views';
import { FilterInput } from './filter-input';

interface FilterPopoverProps {
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  /** Of what is edited: another one begins anew. */
  readonly subject: string;
  readonly initial: string;
  readonly facets: TaskFacets | null;
  readonly onApply: (text: string) => void;
}

/** Where a filter is written. */
export function FilterPopover({ open, onOpen, subject, initial, facets, onApply }: FilterPopoverProps) {
  const t = useTranslations('tasks.filter');
  return (
    <Popover
      open={open}
      onOpenChange={onOpen}
      trigger={<AddChip aria-label={t('label')}>{t('add')}</AddChip>}
      className="w-120 max-w-[calc(100vw-16px)]"
    >
      <FilterInput key={subject} initial={initial} facets={facets} onApply={onApply} onCancel={() => onOpen(false)} />
    </Popover>
  );
}
