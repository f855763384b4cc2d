'use client';

import { useTranslations } from 'use-intl';
import { Select } from '@/components/ui/select';
import type { OutcomeName } from './outcome-name';
import type { ItemFilter } from './use-job-items';

interface ItemFilterBarProps {
  readonly value: ItemFilter;
  readonly options: readonly {
    readonly value: ItemFilter;
    readonly name: OutcomeName | null;
    readonly count: string;
  }[];
  readonly onChange: (value: ItemFilter) => void;
}

export function ItemFilterBar({ value, options, onChange }: ItemFilterBarProps) {
  const t = useTranslations('jobs');
  const wordOf = (name: OutcomeName | null) => (name === null ? t('items.all') : t(`outcome.${name}`));
  return (
    <Select
      label={t('items.filter')}
      value={value}
      onChange={onChange}
      options={options.map((option) => ({ value: option.value, label: `${wordOf(option.name)} (${option.count})` }))}
      className="mb-1.5"
    />
  );
}
