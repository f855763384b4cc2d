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

/** As long as a line of a timeline may be. */
export function clipped(text: string): string {
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
      return sentText(event.hostname, event.queue, event.retries);
    case 'task-received':
      return receivedText(event.retries, event.eta);
    case 'task-started':
      return startedText(event.pid);
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

export function sentText(client: string, queue: string | null, retries: number | null): string {
  return joined([`by ${client}`, queue === null ? null : `to ${queue}`, attemptText(retries)]);
}

export function receivedText(retries: number | null, eta: number | null): string {
  return joined([attemptText(retries), eta === null ? null : `eta ${new Date(eta * 1000).toISOString()}`]);
}

export function startedText(pid: number | null): string {
  return pid === null ? '' : `worker pid ${pid}`;
}

export function successText({ result, runtimeSeconds }: Pick<TaskEvent, 'result' | 'runtimeSeconds'>): string {
  if (result === null && runtimeSeconds === null) return 'the body did not run';
  const took = runtimeSeconds === null ? null : `took ${runtimeSeconds.toFixed(3)} s`;
  return joined([took, result === null ? null : `result ${result}`]);
}

function revokedText(event: TaskEvent): string {
  if (event.expired === true) return 'expired';
  if (event.terminated !== true) return 'revoked before it started';
  return event.signum === null ? 'terminated while it ran' : `terminated while it ran, signal ${event.signum}`;
}

function attemptText(retries: number | null): string | null {
  return retries === null || retries === 0 ? null : `retry ${retries}`;
}

function joined(parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null).join(', ');
}
