import type { TaskRow } from '@/lib/api/views';
import type { Column } from '@/lib/tasks/task-columns';
import type { TaskSortField } from '@/lib/query/task-query';

export interface ColumnShape {
  /** px; null takes what is left. */
  readonly width: number | null;
  readonly numeric: boolean;
  readonly sort: TaskSortField | null;
  /** The fields whose change makes the cell fade. */
  readonly fields: readonly (keyof TaskRow)[];
}

export const COLUMN_SHAPES: Readonly<Record<Column, ColumnShape>> = {
  where: { width: 124, numeric: false, sort: 'worker', fields: ['worker', 'queue'] },
  queue: { width: 104, numeric: false, sort: 'queue', fields: ['queue'] },
  wait: { width: 84, numeric: true, sort: null, fields: ['waitSeconds'] },
  run: { width: 78, numeric: true, sort: 'runtime', fields: ['runtimeSeconds', 'startedAt'] },
  age: { width: 84, numeric: true, sort: 'updated', fields: [] },
  retries: { width: 72, numeric: true, sort: null, fields: ['retries'] },
  priority: { width: 72, numeric: true, sort: null, fields: ['priority'] },
  sent: { width: 84, numeric: true, sort: 'sent', fields: ['sentAt'] },
  received: { width: 84, numeric: true, sort: 'received', fields: ['receivedAt'] },
  started: { width: 84, numeric: true, sort: 'started', fields: ['startedAt'] },
  ended: { width: 84, numeric: true, sort: null, fields: ['endedAt'] },
  deliveries: { width: 84, numeric: true, sort: null, fields: ['deliveries'] },
  uuid: { width: 112, numeric: false, sort: null, fields: [] },
  why: { width: null, numeric: false, sort: null, fields: ['exception', 'result', 'findings', 'waits'] },
};
