import type { Cluster } from '@/lib/cluster/cluster';
import type { WorkerView } from '@/lib/cluster/worker';
import type { QueueSide } from './queue-watch';

interface Side {
  consumerNames: string[] | null;
  slots: number | null;
  freeSlots: number | null;
  reserved: number;
  scheduled: number;
  active: number;
}

/** What workers say of each queue: who consumes it with how many slots, and what is held of it. */
export function queueSides(cluster: Cluster, workers: readonly WorkerView[]): (queue: string) => QueueSide {
  const sides = new Map<string, Side>();
  // With one worker's reply missing, a consumer may be missing: the number is only known when all answered.
  const isComplete = workers.every((worker) => worker.status === 'gone' || worker.queues !== null);
  const blank = (): Side => ({
    consumerNames: isComplete ? [] : null,
    slots: isComplete ? 0 : null,
    freeSlots: isComplete ? 0 : null,
    reserved: 0,
    scheduled: 0,
    active: 0,
  });
  const of = (queue: string): Side => {
    const known = sides.get(queue);
    if (known !== undefined) return known;
    const side = blank();
    sides.set(queue, side);
    return side;
  };

  for (const worker of workers) {
    if (worker.status === 'gone' || worker.queues === null) continue;
    for (const queue of worker.queues) addConsumer(of(queue), worker);
  }
  for (const held of cluster.held.values()) {
    const count = (uuids: Iterable<string>, field: 'reserved' | 'scheduled' | 'active'): void => {
      for (const uuid of uuids) {
        const queue = cluster.tasks.get(uuid)?.queue;
        if (queue !== undefined && queue !== null) of(queue)[field] += 1;
      }
    };
    count(held.reserved.keys(), 'reserved');
    count(held.scheduled.keys(), 'scheduled');
    count(held.running.keys(), 'active');
  }
  return (queue) => sides.get(queue) ?? blank();
}

function addConsumer(side: Side, worker: WorkerView): void {
  side.consumerNames = [...(side.consumerNames ?? []), worker.hostname];
  const slots = worker.concurrency;
  if (slots === null) return;
  side.slots = (side.slots ?? 0) + slots;
  const isReachable = worker.status !== 'unknown';
  side.freeSlots = (side.freeSlots ?? 0) + (isReachable ? Math.max(0, slots - (worker.active ?? slots)) : 0);
}
