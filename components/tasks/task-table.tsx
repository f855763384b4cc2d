'use client';

import { useMemo, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { Checkbox } from '@/components/ui/checkbox';
import { SortTh, Table, TableHead, TableScroll, Th } from '@/components/ui/table';
import type { TaskSort } from '@/lib/query/task-query';
import type { Column } from '@/lib/tasks/task-columns';
import type { LiveRow } from '@/lib/tasks/live-table';
import { fitColumns } from './fit-columns';
import { COLUMN_SHAPES } from './column-shapes';
import { TaskTableRow, type RowActions } from './task-table-row';
import { useWidth } from '@/components/ui/use-width';
import type { RowWindow } from './use-row-window';

interface TaskTableProps extends RowActions {
  readonly rows: readonly LiveRow[];
  readonly window: RowWindow;
  readonly total: number;
  readonly columns: readonly Column[];
  readonly sort: TaskSort;
  readonly onSort: (sort: TaskSort) => void;
  readonly dense: boolean;
  readonly selected: ReadonlySet<string>;
  readonly pageMark: 'none' | 'some' | 'all';
  readonly onSelectPage: () => void;
  readonly cursor: string | null;
  readonly now: number;
  readonly frameAt: number;
}

const FADE_SECONDS = 0.9;
const DOT_SECONDS = 4;

export function TaskTable({
  rows,
  window,
  total,
  columns: wanted,
  sort,
  onSort,
  dense,
  selected,
  pageMark,
  onSelectPage,
  cursor,
  now,
  frameAt,
  onPeek,
  onSelect,
}: TaskTableProps) {
  const t = useTranslations('tasks');
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  // Rows are drawn anew only when a prop of theirs changes, so this must stay the same list.
  const { columns, taskWidth, minWidth } = useMemo(() => fitColumns(wanted, width), [wanted, width]);
  const span = columns.length + 3;
  const shown = rows.slice(window.first, window.last);
  const table = (
    <Table
      dense={dense}
      className="table-fixed"
      style={{ minWidth: minWidth ?? undefined }}
      aria-rowcount={total + 1}
      aria-label={t('title')}
    >
      <colgroup>
        <col style={{ width: 38 }} />
        <col style={{ width: 104 }} />
        <col style={{ width: columns.includes('why') ? taskWidth : undefined }} />
        {columns.map((column) => (
          <col key={column} style={{ width: COLUMN_SHAPES[column].width ?? undefined }} />
        ))}
      </colgroup>
      <TableHead sticky>
        <tr>
          <Th className="pr-0! pl-3.5!">
            <Checkbox
              checked={pageMark === 'some' ? 'indeterminate' : pageMark === 'all'}
              label={t('row.selectPage')}
              onChange={onSelectPage}
            />
          </Th>
          <SortTh field="state" sorting={sort} onSort={onSort} className="px-2.5!">
            {t('column.state')}
          </SortTh>
          <SortTh field="name" sorting={sort} onSort={onSort} className="px-2.5!">
            {t('column.task')}
          </SortTh>
          {columns.map((column) => (
            <ColumnHead key={column} column={column} sort={sort} onSort={onSort} />
          ))}
        </tr>
      </TableHead>
      <tbody>
        <Spacer height={window.before} span={span} />
        {shown.map((row, index) => (
          <TaskTableRow
            key={row.row.uuid}
            shown={row}
            columns={columns}
            selected={selected.has(row.row.uuid)}
            cursor={row.row.uuid === cursor}
            isNew={row.loadedAt !== null && row.loadedAt > now - DOT_SECONDS}
            fadeFrom={fadeFrom(row, frameAt)}
            index={window.first + index}
            onPeek={onPeek}
            onSelect={onSelect}
          />
        ))}
        <Spacer height={window.after} span={span} />
      </tbody>
    </Table>
  );
  // A table that scrolls by itself loses its sticky head, so only one that needs it does.
  return <div ref={box}>{minWidth === null ? table : <TableScroll label={t('title')}>{table}</TableScroll>}</div>;
}

function ColumnHead({
  column,
  sort,
  onSort,
}: {
  readonly column: Column;
  readonly sort: TaskSort;
  readonly onSort: (sort: TaskSort) => void;
}) {
  const t = useTranslations('tasks.column');
  const { numeric, sort: field } = COLUMN_SHAPES[column];
  const className = column === 'why' ? 'px-2.5! pr-6!' : 'px-2.5!';
  if (field === null) {
    return (
      <Th numeric={numeric} className={className}>
        {t(column)}
      </Th>
    );
  }
  return (
    <SortTh field={field} sorting={sort} onSort={onSort} numeric={numeric} className={className}>
      {t(column)}
    </SortTh>
  );
}

/** Cells that changed since then fade; never, for a row in which nothing did. */
function fadeFrom(row: LiveRow, frameAt: number): number {
  const since = frameAt - FADE_SECONDS;
  return Object.values(row.changed).some((at) => at > since) ? since : Number.POSITIVE_INFINITY;
}

/** Stands for the rows above and below that are not drawn. */
function Spacer({ height, span }: { readonly height: number; readonly span: number }) {
  if (height === 0) return null;
  return (
    <tr aria-hidden>
      <td colSpan={span} style={{ height, padding: 0 }} />
    </tr>
  );
}
