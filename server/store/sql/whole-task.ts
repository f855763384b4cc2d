import type { Task } from '@/lib/cluster/task';
import { decodeRest } from './task-record';
import { TIME_COLUMNS, type StoredTimes } from './task-row';

/** A whole task as it is stored, but for the ids, which each store keeps in its own way. */
export interface StoredTask extends StoredTimes {
  readonly state: string;
  readonly name: string | null;
  readonly queue: string | null;
  readonly worker: string | null;
  readonly exception_type: string | null;
  readonly args: string | null;
  readonly kwargs: string | null;
  readonly exception: string | null;
  readonly result: string | null;
  readonly traceback: string | null;
  readonly more: string;
}

const value = (column: string): string => `(SELECT value FROM dict WHERE dict.id = t.${column})`;
/** As many children of a task are told as no workflow in health has. */
export const CHILDREN = 500;

/** The columns of a whole task but for its texts: `t` is `task`. */
export const TASK_COLUMNS = `t.uid, ${value('state')} AS state, ${value('name')} AS name, ${value('queue')} AS queue,
  ${value('worker')} AS worker, ${value('exception')} AS exception_type, ${TIME_COLUMNS}, t.root, t.parent, t.retry_of`;

export type TaskIds = Pick<Task, 'uuid' | 'rootId' | 'parentId' | 'retryOf'>;

/** The task as it was written; null where what is stored is not ours. */
export function toTask(stored: StoredTask, ids: TaskIds): Task | null {
  const task = {
    ...ids,
    state: stored.state,
    name: stored.name,
    args: stored.args,
    kwargs: stored.kwargs,
    queue: stored.queue,
    priority: stored.priority,
    eta: stored.eta,
    retries: stored.retries,
    worker: stored.worker,
    sentAt: stored.sent,
    receivedAt: stored.received,
    startedAt: stored.started,
    endedAt: stored.ended,
    updatedAt: stored.updated,
    runtimeSeconds: stored.runtime,
    result: stored.result,
    exception: stored.exception,
    exceptionType: stored.exception_type === '' ? null : stored.exception_type,
    traceback: stored.traceback,
  };
  const rest = decodeRest(stored.more, task);
  return rest === null ? null : { ...task, ...rest };
}
