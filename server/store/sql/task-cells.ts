import { isInFlight } from '@/lib/celery/task-state';
import type { Task } from '@/lib/cluster/task';
import type { StoreBatch } from '../store';
import { cut, encodeRest, executionsOfOneAttempt } from './task-record';

export type Cell = string | number | null;

/**
 * Where each value of a task is among its cells. A list of plain values goes to another thread for a quarter of what the
 * task itself would cost, whose every field is sent with its name.
 */
export const CELL = {
  uuid: 0,
  state: 1,
  name: 2,
  queue: 3,
  worker: 4,
  /** '' for an exception without a type; null where there was none. */
  exceptionType: 5,
  root: 6,
  parent: 7,
  retryOf: 8,
  /** From here on as the columns of `task` that follow the names, in their order. */
  plain: 9,
  /** As the columns of `payload`. */
  payload: 21,
} as const;
export const PLAIN_COLUMNS = [
  'live', 'retries', 'priority', 'deliveries', 'runs', 'updated', 'sent', 'received', 'started', 'ended', 'eta', 'runtime',
] as const; // prettier-ignore
export const PAYLOAD_COLUMNS = ['args', 'kwargs', 'exception', 'result', 'more', 'traceback'] as const;

/** A batch as it goes to the thread that writes. */
export type CellBatch = Omit<StoreBatch, 'tasks'> & {
  /** All cells of all tasks, one after another. */
  readonly tasks: readonly Cell[];
};

export const CELLS_A_TASK = CELL.plain + PLAIN_COLUMNS.length + PAYLOAD_COLUMNS.length;

export function toCellBatch(batch: StoreBatch): CellBatch {
  return { ...batch, tasks: toCells(batch.tasks) };
}

export function toCells(tasks: readonly Task[]): readonly Cell[] {
  const cells: Cell[] = [];
  for (const task of tasks) pushCells(cells, task);
  return cells;
}

function pushCells(cells: Cell[], task: Task): void {
  cells.push(
    task.uuid,
    task.state,
    task.name,
    task.queue,
    task.worker,
    // Where there is an exception its type has a number, so that one index finds them all.
    task.exceptionType ?? (task.exception === null ? null : ''),
    task.rootId,
    task.parentId,
    task.retryOf,
    isInFlight(task.state) ? 1 : 0,
    task.retries,
    task.priority,
    task.deliveries.at(-1)?.n ?? 0,
    executionsOfOneAttempt(task.deliveries),
    task.updatedAt,
    task.sentAt,
    task.receivedAt,
    task.startedAt,
    task.endedAt,
    task.eta,
    task.runtimeSeconds,
    cut(task.args),
    cut(task.kwargs),
    cut(task.exception),
    cut(task.result),
    encodeRest(task),
    cut(task.traceback),
  );
}
