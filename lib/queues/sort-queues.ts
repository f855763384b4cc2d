import type { QueueView } from '../cluster/queue';

export const QUEUE_SORTS = [
  'name',
  'ready',
  'reserved',
  'scheduled',
  'oldest',
  'in',
  'out',
  'slots',
  'drains',
] as const;
export type QueueSort = (typeof QUEUE_SORTS)[number];

const FIGURES: Readonly<Record<Exclude<QueueSort, 'name'>, (queue: QueueView) => number | null>> = {
  ready: (queue) => queue.ready,
  reserved: (queue) => queue.reserved,
  scheduled: (queue) => queue.scheduled,
  oldest: (queue) => queue.oldestAgeSeconds,
  in: (queue) => queue.inPerSecond,
  out: (queue) => queue.outPerSecond,
  slots: (queue) => queue.slots,
  drains: (queue) => queue.drainSeconds,
};

/** By name unless asked otherwise: an order by what changes would move rows under the pointer. */
export function sortQueues(queues: readonly QueueView[], sort: QueueSort, descending: boolean): readonly QueueView[] {
  const sign = descending ? -1 : 1;
  const byName = (a: QueueView, b: QueueView) => a.name.localeCompare(b.name, 'en', { numeric: true });
  if (sort === 'name') return [...queues].sort((a, b) => sign * byName(a, b));
  const figure = FIGURES[sort];
  return [...queues].sort((a, b) => {
    const [left, right] = [figure(a), figure(b)];
    if (left === null || right === null) return Number(left === null) - Number(right === null) || byName(a, b);
    return sign * (left - right) || byName(a, b);
  });
}

/** Every word must stand in the queue's name or in one of its consumers. */
export function filterQueues(queues: readonly QueueView[], text: string): readonly QueueView[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return queues.filter((queue) => {
    const haystack = [queue.name, ...(queue.consumerNames ?? [])].map((field) => field.toLowerCase());
    return words.every((word) => haystack.some((field) => field.includes(word)));
  });
}
