'use client';

import { ListFilter } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/ui/button';
import { AddChip, Chip } from '@/components/ui/chip';
import { Popover } from '@/components/ui/popover';
import { useStateWord } from '@/components/ui/state-sign';
import type { TaskFacets } from '@/lib/api/views';
import { removeChip } from '@/lib/query/edit-filter';
import { putChip, shownChips, type ShownChip } from '@/lib/tasks/filter-chips';
import { ColumnsMenu } from './columns-menu';
import { FilterInput } from './filter-input';
import { PeriodMenu } from './period-menu';
import type { TasksUrl } from './use-tasks-url';

interface FilterBarProps {
  readonly url: TasksUrl;
  readonly facets: TaskFacets | null;
  /** Opens the sheet of facets, where they do not stand beside the list. */
  readonly onFacets: (() => void) | null;
}

/** The filter as chips, each removable and editable, and what shapes the list. */
export function FilterBar({ url, facets, onFacets }: FilterBarProps) {
  const t = useTranslations('tasks.filter');
  /** `new`, or the index of the chip that is edited. */
  const [editing, setEditing] = useState<'new' | number | null>(null);
  const chips = shownChips(url.q);
  const edited = typeof editing === 'number' ? chips[editing] : undefined;
  const apply = (text: string) => {
    url.setQ(putChip(url.q, text, edited === undefined ? null : edited.index));
    setEditing(null);
  };
  return (
    <div className="flex flex-wrap items-center gap-2 px-6 pb-3 max-md:flex-nowrap max-md:overflow-x-auto max-md:px-4 max-md:[scrollbar-width:none]">
      {onFacets && (
        <Button icon={ListFilter} onClick={onFacets}>
          {t('facets')}
        </Button>
      )}
      {chips.map((chip) => (
        <FilterChip
          key={`${chip.index} ${chip.text}`}
          chip={chip}
          onEdit={() => setEditing(chip.index)}
          onRemove={() => url.setQ(removeChip(url.q, chip.index))}
        />
      ))}
      <Popover
        open={editing !== null}
        onOpenChange={(open) => setEditing(open ? 'new' : null)}
        trigger={<AddChip aria-label={t('label')}>{t('add')}</AddChip>}
        className="w-120 max-w-[calc(100vw-16px)]"
      >
        <FilterInput
          key={String(editing)}
          initial={edited?.text ?? ''}
          facets={facets}
          onApply={apply}
          onCancel={() => setEditing(null)}
        />
      </Popover>
      <span className="flex-1" />
      <ColumnsMenu columns={url.columns} onColumns={url.setColumns} dense={url.dense} onDense={url.setDense} />
      <PeriodMenu period={url.period} onPeriod={url.setPeriod} />
    </div>
  );
}

interface FilterChipProps {
  readonly chip: ShownChip;
  readonly onEdit?: () => void;
  readonly onRemove?: () => void;
}

export function FilterChip({ chip, onEdit, onRemove }: FilterChipProps) {
  const t = useTranslations('tasks.filter');
  const word = useStateWord();
  const said = chip.values
    .map((value) => (value === '' ? t('noValue') : chip.field === 'state' ? word(value) : value))
    .join(', ');
  const value = chip.negated ? t('not', { value: said }) : said;
  return (
    <Chip
      label={chip.field ?? t('text')}
      value={value}
      {...(onEdit ? { onEdit } : {})}
      {...(onRemove ? { onRemove } : {})}
    />
  );
}
