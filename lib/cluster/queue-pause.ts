import type { ActionAnswer } from './action';
import type { PausedWorker, QueuePause } from './wish';
import type { WorkerView } from './worker';

/** A worker answers before it stops taking, and its queues are asked for anew a moment later. */
const SETTLED_SECONDS = 2;
const NAMED = 20;
/** A worker that starts again and again is told again and again, the others are let go. */
const MOST_TOLD = 5_000;
export const MOST_PAUSED = 500;

/** A paused queue, as it is. */
export interface PauseSight extends Pick<QueuePause, 'at' | 'actor' | 'reason' | 'isHeld'> {
  /** Live workers that were told and take nothing from it. */
  readonly stopped: number;
  /** Live workers that take from it all the same: they started since, or did not take note. The first few. */
  readonly takers: readonly string[];
  readonly takerCount: number;
}

/** What is known of who takes from queues: when each worker told it last. */
export interface ToldQueues {
  readonly readAt: (hostname: string) => number | null;
}

/** Workers that take from a paused queue all the same, as they told after they were told. */
export function takersOf(
  { id, at, told }: QueuePause,
  workers: readonly WorkerView[],
  { readAt }: ToldQueues,
): readonly WorkerView[] {
  const newest = new Map(told.map((worker) => [worker.hostname, worker]));
  return workers.filter(({ hostname, status, queues }) => {
    if (status === 'gone' || queues?.includes(id) !== true) return false;
    const since = newest.get(hostname)?.at ?? at;
    return (readAt(hostname) ?? 0) > since + SETTLED_SECONDS;
  });
}

/** Workers that were told, are still the same process and take nothing from it: those a resume has to tell. */
export function stoppedBy({ id, told }: QueuePause, workers: readonly WorkerView[]): readonly WorkerView[] {
  const newest = new Map(told.map((worker) => [worker.hostname, worker]));
  return workers.filter((worker) => {
    const known = newest.get(worker.hostname);
    return (
      worker.status !== 'gone' &&
      known !== undefined &&
      isSameProcess(known, worker) &&
      // One that did not answer may have taken note.
      (worker.queues?.includes(id) !== true || known.outcome !== 'ok')
    );
  });
}

function isSameProcess(told: PausedWorker, worker: WorkerView): boolean {
  return told.pid === null || worker.pid === null || told.pid === worker.pid;
}

export function toPauseSight(pause: QueuePause, workers: readonly WorkerView[], known: ToldQueues): PauseSight {
  const { at, actor, reason, isHeld } = pause;
  const takers = takersOf(pause, workers, known);
  const stopped = stoppedBy(pause, workers).filter(({ hostname }) => !takers.some((one) => one.hostname === hostname));
  return {
    at,
    actor,
    reason,
    isHeld,
    stopped: stopped.length,
    takers: takers.slice(0, NAMED).map(({ hostname }) => hostname),
    takerCount: takers.length,
  };
}

/** The pause after workers were told. */
export function afterTelling(
  pause: QueuePause,
  answers: readonly ActionAnswer[],
  pidOf: (hostname: string) => number | null,
  at: number,
): QueuePause {
  const told = new Map(pause.told.map((worker) => [worker.hostname, worker]));
  for (const { from: hostname, outcome } of answers)
    told.set(hostname, { hostname, pid: pidOf(hostname), at, outcome });
  return { ...pause, told: [...told.values()].slice(-MOST_TOLD) };
}
