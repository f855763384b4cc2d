import { boundedText, isRecord, LIMITS } from '../celery/bounded';
import { isEnded } from '../celery/task-state';
import { settleTask } from './settle-task';
import type { Delivery, Task } from './task';

/** What a result backend holds of one task. */
export interface BackendResult {
  /** Celery's word: STARTED, RETRY, SUCCESS, FAILURE, REVOKED or a custom state. */
  readonly status: string;
  readonly result: unknown;
  readonly traceback: string | null;
  readonly doneAt: number | null;
  readonly name: string | null;
  readonly queue: string | null;
  readonly parentId: string | null;
  readonly groupId: string | null;
}

/** True when the backend tells the end of a run: SUCCESS, FAILURE, REVOKED, or RETRY. */
export function tellsEnd({ status }: BackendResult): boolean {
  return status === 'SUCCESS' || status === 'FAILURE' || status === 'REVOKED' || status === 'RETRY';
}

/**
 * The task as its stored result tells it, where no event did: its open run gets that end, until an event tells better.
 * A result that tells no end changes only what was not known.
 */
export function applyBackendResult(task: Task, stored: BackendResult, at: number): Task {
  const known = {
    ...task,
    name: task.name ?? stored.name,
    queue: task.queue ?? stored.queue,
    queueSource: task.queueSource ?? (stored.queue === null ? null : 'result'),
    parentId: task.parentId ?? (stored.parentId === task.uuid ? null : stored.parentId),
    groupId: task.groupId ?? stored.groupId,
  } satisfies Task;
  if (!tellsEnd(stored)) return known;
  const open = openDelivery(task);
  const endedAt = stored.doneAt ?? at;
  const failure = stored.status === 'SUCCESS' ? null : failureOf(stored.result);
  const told = {
    updatedAt: Math.max(task.updatedAt, endedAt),
    ...(failure === null ? {} : { exception: failure.text, exceptionType: failure.type, traceback: stored.traceback }),
  };
  if (open === undefined) return withoutDelivery(known, stored, endedAt, told);
  const ended: Delivery = {
    ...open,
    outcome: stored.status,
    endedAt,
    endedBy: 'result-backend',
    result: stored.status === 'SUCCESS' ? resultText(stored.result) : null,
    exception: failure?.text ?? null,
    // The clocks of worker and backend client are one process's, so their difference is a run time.
    runtimeSeconds: open.startedAt === null ? null : Math.max(0, endedAt - open.startedAt),
  };
  const deliveries = task.deliveries.map((delivery) => (delivery === open ? ended : delivery));
  return settleTask(known, { ...known, ...told, deliveries, stateReason: 'result-backend' });
}

// Nobody was seen to receive it (again): an end that an event told is not replaced.
function withoutDelivery(task: Task, stored: BackendResult, endedAt: number, told: Partial<Task>): Task {
  const isWaiting = task.deliveries.length === 0 || task.state === 'SENT' || task.state === 'RETRY';
  if (!isWaiting || isEnded(task.state) || !isEnded(stored.status)) return task;
  const result = stored.status === 'SUCCESS' ? resultText(stored.result) : null;
  return { ...task, ...told, state: stored.status, endedAt, result, stateReason: 'result-backend' };
}

function openDelivery(task: Task): Delivery | undefined {
  const isOpen = (d: Delivery) => d.outcome === null || (d.endedBy === 'reconciliation' && d.outcome === 'UNKNOWN');
  return task.deliveries.findLast((d) => isOpen(d) && d.startedAt !== null) ?? task.deliveries.findLast(isOpen);
}

function resultText(result: unknown): string | null {
  try {
    return boundedText(JSON.stringify(result), LIMITS.text);
  } catch {
    // Nested beyond the stack: there is a result, which no page could show.
    return '…';
  }
}

// `{"exc_type": "ValueError", "exc_message": ["no stock"], "exc_module": "builtins"}`
function failureOf(result: unknown): { readonly text: string; readonly type: string | null } {
  if (!isRecord(result) || typeof result['exc_type'] !== 'string')
    return { text: resultText(result) ?? '', type: null };
  const type = result['exc_type'].slice(0, LIMITS.name);
  const told = result['exc_message'];
  const parts = Array.isArray(told) ? told : told === undefined ? [] : [told];
  const text = `${type}(${parts.map((part) => resultText(part) ?? '').join(', ')})`;
  return { text: boundedText(text, LIMITS.text) ?? type, type };
}
