import type { QueueView } from '../cluster/queue';
import { isoTime, type CsvColumn } from './csv';

/** A queue as a line of a table. */
export const QUEUE_COLUMNS: readonly CsvColumn<QueueView>[] = [
  ['name', (queue) => queue.name],
  ['ready', (queue) => queue.ready],
  [
    'ready_by_priority',
    (queue) => queue.readyByPriority?.map((lane) => `${lane.priority}:${lane.ready}`).join(' ') ?? null,
  ],
  ['unacked', (queue) => queue.unacked],
  ['reserved', (queue) => queue.reserved],
  ['scheduled', (queue) => queue.scheduled],
  ['active', (queue) => queue.active],
  ['consumers', (queue) => queue.consumers],
  ['slots', (queue) => queue.slots],
  ['free_slots', (queue) => queue.freeSlots],
  ['oldest_age_seconds', (queue) => queue.oldestAgeSeconds],
  ['in_per_second', (queue) => queue.inPerSecond],
  ['out_per_second', (queue) => queue.outPerSecond],
  ['drain_seconds', (queue) => queue.drainSeconds],
  ['read', (queue) => isoTime(queue.readAt)],
];
