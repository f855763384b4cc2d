import type { TimelineEntry } from '../api/views';
import type { CustomTaskEvent, TaskEvent } from '../celery/event';
import { exceptionText } from '../celery/exception-text';
import type { Delivery, Task } from './task';
import { clipped, receivedText, sentText, startedText, successText } from './timeline-entry';

/** How a delivery's end, told by an event, shows in the timeline; the other ends tell more than their delivery keeps. */
const END_TYPES: Readonly<Partial<Record<string, TaskEvent['type']>>> = {
  SUCCESS: 'task-succeeded',
  FAILURE: 'task-failed',
  RETRY: 'task-retried',
};

/**
 * The lines of a task's timeline that the task itself tells: when it was sent, and of each delivery its receipt, start
 * and end. They are most lines of most tasks, and need not be kept a second time.
 */
export function toldTimeline(task: Task): TimelineEntry[] {
  const told: TimelineEntry[] = [];
  if (task.sentAt !== null && task.client !== null)
    told.push({ at: task.sentAt, type: 'task-sent', worker: null, text: sentText(task.client, task.queue, null) });
  for (const delivery of task.deliveries) told.push(...toldOfDelivery(delivery));
  return told.map((entry) => ({ ...entry, text: clipped(entry.text) }));
}

function toldOfDelivery(delivery: Delivery): TimelineEntry[] {
  const { worker, receivedAt, startedAt, endedAt } = delivery;
  const told: TimelineEntry[] = [];
  if (receivedAt !== null)
    told.push({ at: receivedAt, type: 'task-received', worker, text: receivedText(delivery.retries, null) });
  if (startedAt !== null && delivery.startedBy === undefined)
    told.push({ at: startedAt, type: 'task-started', worker, text: startedText(delivery.pid) });
  const type = END_TYPES[delivery.outcome ?? ''];
  if (endedAt !== null && type !== undefined && delivery.endedBy === undefined)
    told.push({ at: endedAt, type, worker, text: endText(delivery) });
  return told;
}

function endText(delivery: Delivery): string {
  return delivery.outcome === 'SUCCESS' ? successText(delivery) : (delivery.exception ?? '');
}

/** True when `toldTimeline` of the task says all that the line of this event would say. */
export function tells(task: Task, event: TaskEvent | CustomTaskEvent): boolean {
  if (event.kind === 'custom') return false;
  if (event.type === 'task-sent') {
    const { sentAt, client, queue } = task;
    const isFirst = event.retries === null || event.retries === 0;
    return isFirst && sentAt === event.timestamp && client === event.hostname && queue === event.queue;
  }
  return task.deliveries.some((delivery) => delivery.worker === event.hostname && tellsOf(delivery, event));
}

function tellsOf(delivery: Delivery, event: TaskEvent): boolean {
  const { timestamp } = event;
  switch (event.type) {
    case 'task-received':
      return delivery.receivedAt === timestamp && event.eta === null && delivery.retries === (event.retries ?? 0);
    case 'task-started':
      return delivery.startedAt === timestamp && delivery.startedBy === undefined && delivery.pid === event.pid;
    case 'task-succeeded':
      return hasEnd(delivery, event) && delivery.runtimeSeconds === event.runtimeSeconds && isResult(delivery, event);
    case 'task-failed':
    case 'task-retried':
      return hasEnd(delivery, event) && delivery.exception === exceptionText(event.exception, event.traceback).text;
    default:
      return false;
  }
}

function hasEnd(delivery: Delivery, event: TaskEvent): boolean {
  const isSameType = END_TYPES[delivery.outcome ?? ''] === event.type;
  return isSameType && delivery.endedAt === event.timestamp && delivery.endedBy === undefined;
}

function isResult(delivery: Delivery, event: TaskEvent): boolean {
  return delivery.result === event.result;
}

/**
 * What the task told before an event and does not tell after it: an end that another one of the same run replaced,
 * deliveries beyond the bound. These lines have to be kept by themselves from then on.
 */
export function noLongerTold(before: Task | null, after: Task): readonly TimelineEntry[] {
  if (before === null || isPlainStep(before, after)) return [];
  const told = new Set(toldTimeline(after).map(keyOf));
  return toldTimeline(before).filter((entry) => !told.has(keyOf(entry)));
}

// The common case: one delivery that goes on.
function isPlainStep(before: Task, after: Task): boolean {
  if (before.sentAt !== null && (before.sentAt !== after.sentAt || before.queue !== after.queue)) return false;
  if (before.deliveries === after.deliveries) return true;
  const [was, ...more] = before.deliveries;
  if (was === undefined) return true;
  return more.length === 0 && after.deliveries.length === 1 && was.outcome === null;
}

/** The whole timeline: what the task tells and what was kept beside it, which says more where both tell of one event. */
export function mergeTimeline(task: Task, kept: readonly TimelineEntry[]): readonly TimelineEntry[] {
  const known = new Set(kept.map(eventKeyOf));
  const told = toldTimeline(task).filter((entry) => !known.has(eventKeyOf(entry)));
  return [...told, ...kept].sort((a, b) => a.at - b.at);
}

function eventKeyOf({ at, type, worker }: TimelineEntry): string {
  return JSON.stringify([at, type, worker]);
}

function keyOf(entry: TimelineEntry): string {
  return JSON.stringify([entry.at, entry.type, entry.worker, entry.text]);
}
