import { readCapture, type CapturedEvent } from '@/e2e/captures/read-capture';
import type { CustomTaskEvent, TaskEvent } from '@/lib/celery/event';
import { reduceTask } from './reduce-task';
import type { Delivery, Task } from './task';

type TaskEvents = readonly { readonly event: TaskEvent | CustomTaskEvent; readonly receivedAt: number }[];

/** Later than anything that was captured. */
export const FAR = 4_000_000_000;

export function eventsOf(events: readonly CapturedEvent[], uuid: string): TaskEvents {
  return events.flatMap(({ event, receivedAt }) =>
    event.kind !== 'worker' && event.uuid === uuid ? [{ event, receivedAt }] : [],
  );
}

export function reduceAll(events: TaskEvents): Task {
  const task = events.reduce<Task | null>((task, { event }) => reduceTask(task, event, FAR), null);
  if (task === null) throw new Error('no events');
  return task;
}

/** The task of a captured scenario, from all of its events. */
export function taskOf(capture: string, label: string): Task {
  const { events, uuids } = readCapture(capture);
  return reduceAll(eventsOf(events, uuids[label] ?? label));
}

/** What tells one delivery from another, for a short comparison. */
export function brief(delivery: Delivery) {
  const { n, worker, retries, startedAt, outcome } = delivery;
  return [n, worker, retries, startedAt === null ? 'not started' : 'started', outcome];
}
