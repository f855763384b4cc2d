import { shortestTimeout } from '../celery/visibility-timeout';
import type { PutBackMark, Task } from '../cluster/task';
import type { DetectorInput } from './detector';
import { isSameProcess } from './in-flight';
import type { Run } from './duplicate-runs';

export type CauseCode =
  'put_back' | 'visibility_timeout' | 'worker_lost' | 'given_back' | 'cancelled' | 'connection_closed' | 'unknown';

/** Why the task was given out again, as far as it can be told. */
export interface Cause {
  readonly code: CauseCode;
  /** How long the earlier delivery had been unacknowledged when the next came; null when not known. */
  readonly ageSeconds: number | null;
  /** The shortest visibility timeout among the workers: anyone's sweep restores for all. */
  readonly timeoutSeconds: number | null;
  /** When the broker was due to give it out again; null when that was not the cause. */
  readonly dueAt: number | null;
  /** Set where the cause is that it was put back from here. */
  readonly putBack: PutBackMark | null;
}

/** A worker that was silent since before the redelivery, and for this many heartbeats, did not survive it. */
const LOST_HEARTBEATS = 3;
/** A lost connection shows as offline or online this close to the redelivery. */
const CONNECTION_SECONDS = 5;

export function causeOf(input: DetectorInput, task: Task, runs: readonly Run[]): Cause {
  const timeoutSeconds = shortestTimeout(input.workers)?.seconds ?? null;
  // Copies that wait for the same eta start in any order: what was given out again is what was received later.
  const [first, second] = runs.toSorted((a, b) => takenAtOf(a) - takenAtOf(b));
  const takenAt = second?.receivedAt ?? null;
  const before = takenAt === null ? undefined : latestReceiptBefore(task, takenAt);
  const ageSeconds = takenAt === null || before === undefined ? null : takenAt - before;
  const none = { ageSeconds, timeoutSeconds, dueAt: null, putBack: null };
  if (first === undefined || second === undefined) return { ...none, code: 'unknown' };
  const { putBack } = first;
  if (putBack !== undefined) return { ...none, code: 'put_back', putBack };
  if (first.outcome === 'REQUEUED' && first.endedBy === undefined) return { ...none, code: 'given_back' };
  if (first.outcome === 'CANCELLED') return { ...none, code: 'cancelled' };
  if (isLostBefore(input, first, takenAt ?? second.startedAt)) return { ...none, code: 'worker_lost' };
  if (input.brokerKind !== 'amqp' && isOlderThan(ageSeconds, timeoutSeconds)) {
    return { ...none, code: 'visibility_timeout', dueAt: (before ?? 0) + (timeoutSeconds ?? 0) };
  }
  // RabbitMQ gives out again only what a closed channel or connection had not acknowledged.
  const isClosed = input.brokerKind === 'amqp' || wasDisconnected(input, first, takenAt ?? second.startedAt);
  return { ...none, code: isClosed ? 'connection_closed' : 'unknown' };
}

function takenAtOf({ receivedAt, startedAt }: Run): number {
  return receivedAt ?? startedAt;
}

function isOlderThan(ageSeconds: number | null, timeoutSeconds: number | null): boolean {
  return ageSeconds !== null && timeoutSeconds !== null && ageSeconds >= timeoutSeconds;
}

// Prefetched copies count as well: each receipt starts the broker's clock anew.
function latestReceiptBefore(task: Task, at: number): number | undefined {
  return task.deliveries.findLast(({ receivedAt }) => receivedAt !== null && receivedAt < at)?.receivedAt ?? undefined;
}

function isLostBefore({ cluster, workerOf, now }: DetectorInput, run: Run, at: number): boolean {
  if (run.outcome === 'LOST') return true;
  const worker = cluster.workers.get(run.worker);
  // Of what no event ended it is only thought that it waits again.
  const isOpen = run.outcome === null || run.endedBy === 'reconciliation';
  if (!isOpen || worker === undefined || worker.offlineSeenAt !== null) return false;
  const view = workerOf(run.worker);
  // A new process of the same name took its place.
  if (view !== undefined && !isSameProcess(view, run.pid)) return true;
  const freq = worker.freq ?? 2;
  return worker.lastSeenAt <= at + freq && now - worker.lastSeenAt > LOST_HEARTBEATS * freq;
}

function wasDisconnected({ cluster }: DetectorInput, run: Run, at: number): boolean {
  const worker = cluster.workers.get(run.worker);
  const isNear = (seenAt: number | null | undefined) => seenAt != null && Math.abs(seenAt - at) <= CONNECTION_SECONDS;
  return isNear(worker?.offlineSeenAt) || isNear(worker?.onlineSeenAt);
}
