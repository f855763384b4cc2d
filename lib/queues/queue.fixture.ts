import type { QueueView } from '../cluster/queue';

/** A queue of two consumers with four slots, where nothing waits. */
export function queueView(name: string, told: Partial<QueueView> = {}): QueueView {
  return {
    name,
    ready: 0,
    readyByPriority: [{ priority: 0, ready: 0 }],
    unacked: 0,
    reserved: 0,
    scheduled: 0,
    active: 0,
    consumers: 2,
    consumerNames: ['a@x', 'b@x'],
    slots: 4,
    freeSlots: 4,
    oldestAgeSeconds: null,
    inPerSecond: 0,
    outPerSecond: 0,
    drainSeconds: null,
    readAt: 1000,
    sparkline: [],
    pause: null,
    unknown: {},
    ...told,
  };
}
