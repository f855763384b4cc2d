import type { Column } from '@/lib/tasks/task-columns';
import { COLUMN_SHAPES } from './column-shapes';

export interface FittedColumns {
  readonly columns: readonly Column[];
  /** px of the column with name and arguments. */
  readonly taskWidth: number;
  /** The list is wider than its place and scrolls sideways in itself; null: it fits. */
  readonly minWidth: number | null;
}

/** Box and state, which are always there. */
const FIXED = 142;
const TASK_WIDTH = 272;
const TASK_WIDTH_SMALL = 220;
/** Less than this says nothing in Why. */
const WHY_LEAST = 160;
/** Given up in this order for the room of Why; what else the reader chose stays. */
const DROPPED: readonly Column[] = ['wait', 'where'];

/** The wanted columns as far as there is room for them. */
export function fitColumns(wanted: readonly Column[], width: number): FittedColumns {
  let columns = wanted;
  if (width > 0) {
    for (const column of DROPPED) {
      if (leastWidth(columns, TASK_WIDTH) > width) columns = columns.filter((other) => other !== column);
    }
  }
  const taskWidth = width > 0 && leastWidth(columns, TASK_WIDTH) > width ? TASK_WIDTH_SMALL : TASK_WIDTH;
  const least = leastWidth(columns, taskWidth);
  return { columns, taskWidth, minWidth: width > 0 && least > width ? least : null };
}

function leastWidth(columns: readonly Column[], taskWidth: number): number {
  return columns.reduce((sum, column) => sum + (COLUMN_SHAPES[column].width ?? WHY_LEAST), FIXED + taskWidth);
}
