'use client';

import Link from 'next/link';
import { memo, type MouseEvent } from 'react';
import { useTranslations } from 'use-intl';
import { Checkbox } from '@/components/ui/checkbox';
import { cx } from '@/components/ui/class-names';
import { taskHref } from '@/components/ui/hrefs';
import { StateLabel } from '@/components/ui/state-sign';
import { Td, Tr } from '@/components/ui/table';
import { TaskName } from '@/components/ui/task-name';
import type { TaskRow } from '@/lib/api/views';
import type { Column } from '@/lib/tasks/task-columns';
import type { LiveRow } from '@/lib/tasks/live-table';
import { argumentsExcerpt } from '@/lib/tasks/repr';
import { COLUMN_SHAPES } from './column-shapes';
import { TaskCell } from './task-cells';

export interface RowActions {
  readonly onPeek: (uuid: string) => void;
  readonly onSelect: (uuid: string, range: boolean) => void;
}

interface TaskTableRowProps extends RowActions {
  readonly shown: LiveRow;
  readonly columns: readonly Column[];
  readonly selected: boolean;
  readonly cursor: boolean;
  /** Loaded by "load new" a moment ago. */
  readonly isNew: boolean;
  /** Cells that changed since this moment fade. */
  readonly fadeFrom: number;
  readonly index: number;
}

const CELL = 'overflow-hidden px-2.5! text-ellipsis';

export const TaskTableRow = memo(function TaskTableRow({
  shown,
  columns,
  selected,
  cursor,
  isNew,
  fadeFrom,
  index,
  onPeek,
  onSelect,
}: TaskTableRowProps) {
  const t = useTranslations('tasks.row');
  const { row, matches } = shown;
  const fading = (fields: readonly (keyof TaskRow)[]) =>
    Math.max(0, ...fields.map((field) => shown.changed[field] ?? 0));
  const fade = (fields: readonly (keyof TaskRow)[]) => fading(fields) > fadeFrom && 'animate-changed';
  return (
    <Tr
      selected={selected}
      cursor={cursor}
      dimmed={!matches}
      aria-selected={selected}
      aria-rowindex={index + 2}
      tabIndex={cursor ? 0 : -1}
      data-uuid={row.uuid}
      className={cursor ? 'focus-visible:outline-1 focus-visible:-outline-offset-1' : 'outline-none'}
      onClick={(event) => peekUnlessControl(event, () => onPeek(row.uuid))}
    >
      <Td className="pr-0! pl-3.5!">
        <Checkbox
          checked={selected}
          label={t('select', { name: row.name ?? row.uuid })}
          onChange={() => undefined}
          onClick={(event) => onSelect(row.uuid, event.shiftKey)}
        />
      </Td>
      <Td className={cx(CELL, fade(['state']))}>
        <StateLabel state={row.state} />
      </Td>
      <Td className={CELL}>
        {isNew && (
          <span aria-hidden className="-ml-2 mr-0.5 inline-block size-1.5 rounded-full bg-accent align-middle" />
        )}
        <TaskTitle row={row} />
      </Td>
      {columns.map((column) => {
        const { numeric, fields } = COLUMN_SHAPES[column];
        return (
          <Td
            key={column}
            numeric={numeric}
            className={cx(CELL, column === 'why' && 'pr-6! text-fg-2 [&_b]:text-fg', fade(fields))}
          >
            <TaskCell column={column} row={row} matches={matches} />
          </Td>
        );
      })}
    </Tr>
  );
});

/** Name and arguments, the name leading to the task's page. */
export function TaskTitle({ row }: { readonly row: TaskRow }) {
  const excerpt = argumentsExcerpt(row.args, row.kwargs);
  return (
    <>
      <Link href={taskHref(row.uuid)} prefetch={false} className="underline-offset-2 hover:underline">
        <TaskName name={row.name} />
      </Link>
      {excerpt !== '' && <code className="ml-2 text-fg-3">{excerpt}</code>}
    </>
  );
}

/** A click beside the controls of a row peeks; marking text does not. */
export function peekUnlessControl(event: MouseEvent, peek: () => void): void {
  if (event.target instanceof Element && event.target.closest('a,button,input,label') !== null) return;
  if (window.getSelection()?.isCollapsed === false) return;
  peek();
}
