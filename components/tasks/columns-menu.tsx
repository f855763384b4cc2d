'use client';

import { useTranslations } from 'use-intl';
import { Menu, MenuCheck, MenuChoice, MenuItem, MenuSeparator } from '@/components/ui/menu';
import { ColumnsButton } from './columns-button';
import { COLUMNS, type Column } from '@/lib/tasks/task-columns';
import { DEFAULT_COLUMNS } from '../ui/page-defaults';

interface ColumnsMenuProps {
  readonly columns: readonly Column[];
  readonly onColumns: (columns: readonly Column[]) => void;
  readonly dense: boolean;
  readonly onDense: (dense: boolean) => void;
}

/** Columns keep their order of reading; only which of them are shown is a choice. Fetched when it is first opened. */
export function ColumnsMenu({ columns, onColumns, dense, onDense }: ColumnsMenuProps) {
  const t = useTranslations('tasks');
  const set = (column: Column, shown: boolean) =>
    onColumns(COLUMNS.filter((other) => (other === column ? shown : columns.includes(other))));
  return (
    <Menu defaultOpen trigger={<ColumnsButton />}>
      {COLUMNS.map((column) => (
        <MenuCheck key={column} checked={columns.includes(column)} onChange={(shown) => set(column, shown)}>
          {t(`column.${column}`)}
        </MenuCheck>
      ))}
      <MenuSeparator />
      <MenuChoice
        label={t('columns.density')}
        value={dense ? 'dense' : 'comfortable'}
        options={[
          { value: 'comfortable', label: t('columns.comfortable') },
          { value: 'dense', label: t('columns.dense') },
        ]}
        onChange={(value) => onDense(value === 'dense')}
      />
      <MenuSeparator />
      <MenuItem onSelect={() => onColumns(DEFAULT_COLUMNS)}>{t('columns.reset')}</MenuItem>
    </Menu>
  );
}
