import type { TimelineEntry } from '../api/views';
import type { CustomTaskEvent, TaskEvent } from '../celery/event';
import { exceptionText } from '../celery/exception-text';

const MAX_TEXT = 500;

/** An event as a line of the task's timeline. */
export function timelineEntry(event: TaskEvent | CustomTaskEvent): TimelineEntry {
  const text = event.kind === 'custom' ? customText(event) : taskText(event);
  // `task-sent` comes from a client, which is no worker.
  const worker = event.type === 'task-sent' ? null : event.hostname;
  return { at: event.timestamp, type: event.type, worker, text: clipped(text) };
}

function clipped(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT - 1)}…`;
}

function customText(event: CustomTaskEvent): string {
  return Object.entries(event.fields)
    .slice(0, 20)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}

function taskText(event: TaskEvent): string {
  switch (event.type) {
    case 'task-sent':
      return joined([`by ${event.hostname}`, event.queue === null ? null : `to ${event.queue}`, attemptText(event)]);
    case 'task-received':
      return joined([attemptText(event), etaText(event)]);
    case 'task-started':
      return event.pid === null ? '' : `worker pid ${event.pid}`;
    case 'task-succeeded':
      return successText(event);
    case 'task-failed':
    case 'task-retried':
      return exceptionText(event.exception, event.traceback).text ?? '';
    case 'task-rejected':
      return event.requeue === true ? 'given back to its queue' : 'dropped or dead-lettered';
    case 'task-revoked':
      return revokedText(event);
    case 'task-cancelled':
      return 'cancelled by its worker';
  }
}

function successText(event: TaskEvent): string {
  if (event.result === null && event.runtimeSeconds === null) return 'the body did not run';
  const took = event.runtimeSeconds === null ? null : `took ${event.runtimeSeconds.toFixed(3)} s`;
  return joined([took, event.result === null ? null : `result ${event.result}`]);
}

function revokedText(event: TaskEvent): string {
  if (event.expired === true) return 'expired';
  if (event.terminated !== true) return 'revoked before it started';
  return event.signum === null ? 'terminated while it ran' : `terminated while it ran, signal ${event.signum}`;
}

function attemptText(event: TaskEvent): string | null {
  return event.retries === null || event.retries === 0 ? null : `retry ${event.retries}`;
}

function etaText(event: TaskEvent): string | null {
  return event.eta === null ? null : `eta ${new Date(event.eta * 1000).toISOString()}`;
}

function joined(parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null).join(', ');
}
