'use client';

import { ListFilter } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Deferred } from '@/components/layout/deferred';
import { apiUrl } from '@/components/live/api';
import { Button } from '@/components/ui/button';
import { AddChip } from '@/components/ui/chip';
import { ExportButton } from '@/components/ui/export-button';
import type { TaskFacets } from '@/lib/api/views';
import { removeChip } from '@/lib/query/edit-filter';
import { putChip, shownChips } from '@/lib/tasks/filter-chips';
import { ColumnsButton } from './columns-button';
import { FilterChip } from './filter-chip';
import { PeriodButton } from './period-button';
import type { TasksUrl } from './use-tasks-url';

const ColumnsMenu = dynamic(() => import('./columns-menu').then((module) => module.ColumnsMenu), {
  ssr: false,
  loading: () => <ColumnsButton />,
});
const PeriodMenu = dynamic(() => import('./period-menu').then((module) => module.PeriodMenu), { ssr: false });
const FilterPopover = dynamic(() => import('./filter-popover').then((module) => module.FilterPopover), { ssr: false });

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
  const [used, setUsed] = useState(false);
  const edit = (subject: 'new' | number) => {
    setUsed(true);
    setEditing(subject);
  };
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
          onEdit={() => edit(chip.index)}
          onRemove={() => url.setQ(removeChip(url.q, chip.index))}
        />
      ))}
      {used ? (
        <FilterPopover
          open={editing !== null}
          onOpen={(open) => setEditing(open ? 'new' : null)}
          subject={String(editing)}
          initial={edited?.text ?? ''}
          facets={facets}
          onApply={apply}
        />
      ) : (
        <AddChip aria-label={t('label')} onClick={() => edit('new')}>
          {t('add')}
        </AddChip>
      )}
      <span className="flex-1" />
      <ExportButton
        name="tasks"
        source={{
          hrefOf: (format) => apiUrl('/api/v1/tasks/export', { q: url.q, ...url.period, sort: url.sort, format }),
        }}
      />
      <Deferred
        closed={(open) => <ColumnsButton onClick={open} />}
        opened={
          <ColumnsMenu columns={url.columns} onColumns={url.setColumns} dense={url.dense} onDense={url.setDense} />
        }
      />
      <Deferred
        closed={(open) => <PeriodButton period={url.period} aria-haspopup="dialog" onClick={open} />}
        opened={<PeriodMenu period={url.period} onPeriod={url.setPeriod} />}
      />
    </div>
  );
}
