import type { QueuesView, StatusView, WorkersView } from '@/lib/api/page-views';
import type { QueueView } from '@/lib/cluster/queue';
import type { WorkerView } from '@/lib/cluster/worker';

/** The queue whose first message waits longest; null when nothing waits or no age is known. */
export function longestWaiting(queues: QueuesView | undefined): QueueView | null {
  return waitingLongest(queues, 1).find((queue) => queue.oldestAgeSeconds !== null) ?? null;
}

/** What is said of those that wait where no age is known: whoever waits for an eta does not wait for a worker. */
export function waitWithoutAge({
  ready,
  reserved,
  scheduled,
}: Pick<StatusView['collector'], 'ready' | 'reserved' | 'scheduled'>):
  'longestUnknown' | 'onlyScheduled' | 'nothingWaits' {
  if (ready === null || ready + reserved > 0) return 'longestUnknown';
  return scheduled > 0 ? 'onlyScheduled' : 'nothingWaits';
}

/** Queues in which something waits, the longest wait first, then the longest line. */
export function waitingLongest(queues: QueuesView | undefined, most: number): readonly QueueView[] {
  return [...(queues?.queues ?? [])]
    .filter((queue) => heldOrReady(queue) > 0)
    .sort((a, b) => (b.oldestAgeSeconds ?? -1) - (a.oldestAgeSeconds ?? -1) || heldOrReady(b) - heldOrReady(a))
    .slice(0, most);
}

/** Ready in the queue, and reserved or scheduled in its workers. */
export function heldOrReady(queue: QueueView): number {
  return (queue.ready ?? 0) + (queue.reserved ?? 0) + (queue.scheduled ?? 0);
}

/** The worker that left or fell silent last; null when all are well. */
export function lastLeft(workers: WorkersView | undefined): WorkerView | null {
  const away = (workers?.workers ?? []).filter((worker) => worker.status === 'gone' || worker.status === 'unknown');
  return [...away].sort((a, b) => (b.statusSince ?? 0) - (a.statusSince ?? 0))[0] ?? null;
}
