import { isRecord } from '../celery/bounded';
import type { Delivery, Task } from '../cluster/task';
import type { WorkerView } from '../cluster/worker';
import type { WorkerRecord } from '../cluster/worker-record';
import type { DetectorInput } from './detector';

/** What came just before may already have come through the new connection. */
const ONLINE_SECONDS = 2;

/** The open deliveries of a task on workers that are up, in the process that received them. */
export function liveHolders(input: DetectorInput, task: Task): readonly Delivery[] {
  return task.deliveries.filter((delivery) => {
    const { outcome, worker, pid } = delivery;
    if (outcome !== null) return false;
    const view = input.workerOf(worker);
    const isUp = view !== undefined && view.status !== 'gone' && isSameProcess(view, pid);
    return isUp && !wasDropped(input, delivery);
  });
}

/**
 * A worker that connects anew forgets what it had not started, but only prefork empties its pool then, and what `-O fast`
 * wrote to a child beforehand still runs; the threads of other pools go on with what they have (`Consumer.on_close`,
 * `AsynPool.flush`). Both times are of the worker's clock.
 */
export function wasDropped({ cluster, workerOf }: DetectorInput, delivery: Delivery): boolean {
  const { worker, startedAt, receivedAt } = delivery;
  // Which of its processes connected is not told.
  if (workerOf(worker)?.pids !== undefined) return false;
  const record = cluster.workers.get(worker);
  if (record === undefined || record.onlineAt === null || !emptiesItsPool(record)) return false;
  return startedAt === null && receivedAt !== null && receivedAt < record.onlineAt - ONLINE_SECONDS;
}

function emptiesItsPool({ replies: { pool, stats } }: WorkerRecord): boolean {
  const told = isRecord(stats?.['pool']) ? stats['pool']['writes'] : null;
  return pool === 'prefork' && isRecord(told) && told['strategy'] === 'fair';
}

/** Of two workers with one name the other may have spoken last: while both are heard, either lives. */
export function isSameProcess({ pid, pids }: WorkerView, other: number | null): boolean {
  return pid === null || other === null || pid === other || pids?.includes(other) === true;
}

export interface OpenRun {
  readonly task: Task;
  readonly delivery: Delivery;
  /** Our clock. */
  readonly startedAt: number;
}

/** The runs of a worker's present process that began at least `minSeconds` ago; of a silent worker nothing is known. */
export function openRuns({ cluster, now }: DetectorInput, worker: WorkerView, minSeconds: number): readonly OpenRun[] {
  const held = cluster.held.get(worker.hostname);
  if (held === undefined || held.runs === 0 || worker.status === 'unknown') return [];
  return [...held.running.keys()].flatMap((uuid) => {
    const task = cluster.tasks.get(uuid);
    const delivery = task?.deliveries.findLast(
      (d) => d.worker === worker.hostname && d.outcome === null && d.startedAt !== null,
    );
    if (task === undefined || delivery?.startedAt == null || !isSameProcess(worker, delivery.pid)) return [];
    const startedAt = delivery.startedAt + (worker.clockDriftSeconds ?? 0);
    return now - startedAt < minSeconds ? [] : [{ task, delivery, startedAt }];
  });
}

/** When this worker told its settings. */
export function statsReadAt({ cluster, now }: DetectorInput, hostname: string | null): number {
  return cluster.workers.get(hostname ?? '')?.replies.readAt['stats'] ?? now;
}

/** `items` of each key, in the order met. */
export function groupedBy<T>(items: Iterable<T>, keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
