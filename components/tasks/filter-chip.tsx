'use client';

import { useTranslations } from 'use-intl';
import { Chip } from '@/components/ui/chip';
import { useStateWord } from '@/components/ui/state-sign';
import type { ShownChip } from '@/lib/tasks/filter-chips';

interface FilterChipProps {
  readonly chip: ShownChip;
  readonly onEdit?: () => void;
  readonly onRemove?: () => void;
}

/** One term of the filter. */
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
