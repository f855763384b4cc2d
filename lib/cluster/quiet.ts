import type { WorkerQuiet } from './wish';
import type { WorkerView } from './worker';

/** Each is a line in the store; a cluster has fewer workers. */
export const MOST_QUIET = 500;

/** A worker that was told to take from no queue, as it is. */
export interface QuietSight extends Pick<WorkerQuiet, 'at' | 'actor' | 'reason'> {
  /** Where it took from before. */
  readonly queues: readonly string[];
  /** Where it takes from all the same, as it told last. */
  readonly taking: readonly string[];
}

type Process = Pick<WorkerView, 'pid' | 'queues' | 'status'>;

/** It went, or came back as another process, which follows its own settings. */
export function isQuietOver({ pid }: Pick<WorkerQuiet, 'pid'>, worker: Process | null): boolean {
  if (worker === null || worker.status === 'gone') return true;
  return pid !== null && worker.pid !== null && pid !== worker.pid;
}

export function toQuietSight({ at, actor, reason, queues }: WorkerQuiet, worker: Pick<Process, 'queues'>): QuietSight {
  return { at, actor, reason, queues, taking: worker.queues ?? [] };
}
