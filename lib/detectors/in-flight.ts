import type { Delivery, Task } from '../cluster/task';
import type { WorkerView } from '../cluster/worker';
import type { DetectorInput } from './detector';

/** Our clock and the worker's are compared. */
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

/** A worker that connects anew forgets what it had not started. */
export function wasDropped({ cluster }: DetectorInput, { worker, startedAt, receivedAt }: Delivery): boolean {
  const onlineAt = cluster.workers.get(worker)?.onlineSeenAt ?? null;
  return startedAt === null && receivedAt !== null && onlineAt !== null && receivedAt < onlineAt - ONLINE_SECONDS;
}

export function isSameProcess({ pid }: WorkerView, other: number | null): boolean {
  return pid === null || other === null || pid === other;
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
