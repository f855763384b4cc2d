import type { QueueView } from '../cluster/queue';
import type { WorkerView } from '../cluster/worker';
import { sumWorkers } from '../workers/worker-groups';

/** A sum, and whether every queue told its part. null: none did. */
export interface Total {
  readonly value: number;
  readonly exact: boolean;
}

export interface QueueTotals {
  readonly ready: Total | null;
  readonly reserved: Total | null;
  readonly scheduled: Total | null;
  readonly unacked: Total | null;
  readonly active: Total | null;
  readonly inPerSecond: Total | null;
  readonly outPerSecond: Total | null;
  /** Each worker counted once, though it may consume many queues. */
  readonly slots: number;
  readonly busy: number;
  readonly withoutConsumer: readonly string[];
}

export function queueTotals(queues: readonly QueueView[], workers: readonly WorkerView[]): QueueTotals {
  const total = (of: (queue: QueueView) => number | null): Total | null => {
    const told = queues.map(of).filter((value) => value !== null);
    if (told.length === 0) return null;
    return { value: told.reduce((sum, value) => sum + value, 0), exact: told.length === queues.length };
  };
  const sums = sumWorkers(workers);
  return {
    ready: total((queue) => queue.ready),
    reserved: total((queue) => queue.reserved),
    scheduled: total((queue) => queue.scheduled),
    unacked: total((queue) => queue.unacked),
    active: total((queue) => queue.active),
    inPerSecond: total((queue) => queue.inPerSecond),
    outPerSecond: total((queue) => queue.outPerSecond),
    slots: sums.slots,
    busy: sums.busy,
    withoutConsumer: queues.filter((queue) => queue.consumers === 0).map((queue) => queue.name),
  };
}

export interface UnackedSum {
  readonly unacked: number;
  readonly reserved: number;
  readonly scheduled: number;
  readonly late: number;
}

/**
 * What the broker waits to hear of: all that workers hold before its start, and running tasks that acknowledge late.
 * null when the figures, which are read at different times, do not add up.
 */
export function unackedSum({ unacked, reserved, scheduled, active }: QueueTotals): UnackedSum | null {
  if (!unacked?.exact || !reserved?.exact || !scheduled?.exact || !active?.exact) return null;
  const late = unacked.value - reserved.value - scheduled.value;
  if (late < 0 || late > active.value) return null;
  return { unacked: unacked.value, reserved: reserved.value, scheduled: scheduled.value, late };
}
