'use client';

import { useTranslations } from 'use-intl';
import { Select } from '@/components/ui/select';
import type { ItemFilter } from './use-job-items';

interface ItemFilterBarProps {
  readonly value: ItemFilter;
  readonly options: readonly { readonly value: ItemFilter; readonly count: string }[];
  readonly onChange: (value: ItemFilter) => void;
}

export function ItemFilterBar({ value, options, onChange }: ItemFilterBarProps) {
  const t = useTranslations('jobs');
  const nameOf = (filter: ItemFilter) => (filter === 'all' ? t('items.all') : t(`outcome.${filter}`));
  return (
    <Select
      label={t('items.filter')}
      value={value}
      onChange={onChange}
      options={options.map((option) => ({ value: option.value, label: `${nameOf(option.value)} (${option.count})` }))}
      className="mb-1.5"
    />
  );
}
