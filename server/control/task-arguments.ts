import { parsePythonRepr } from '@/lib/celery/python-repr';
import { decodeTaskBody, type TaskBody } from '@/lib/celery/task-body';
import { isEnded } from '@/lib/celery/task-state';
import type { Task } from '@/lib/cluster/task';
import { holdsMask } from '@/lib/masking/mask';
import type { StoredResult } from '../backends/backend';
import { BrokerError, type TaskMessage } from '../brokers/broker';
import { decompress } from '../brokers/kombu-compression';
import type { ArgumentsSource } from '../collector/messages';
import type { ControlContext } from './control-context';

/** The original arguments from the best source there is, as JSON texts. */
export interface FoundArguments {
  readonly source: ArgumentsSource;
  readonly args: string;
  readonly kwargs: string;
  /** The task's registered name: events may show a shadow instead. */
  readonly name: string | null;
  readonly queue: string | null;
  readonly priority: number | null;
  /** The whole original, where it was found. */
  readonly message: { readonly original: TaskMessage; readonly body: TaskBody } | null;
}

export type ArgumentsSearch =
  | { readonly found: FoundArguments; readonly reason: null; readonly masked: false }
  /** `reason` says for the operator why each source failed; `masked`: the events showed them, but for secrets. */
  | { readonly found: null; readonly reason: string; readonly masked: boolean };

/**
 * Looks in the order of trust: the message in the broker, the worker that holds the task, the result backend
 * (`result_extended`), the `repr` of the event where it is whole and plain.
 */
export async function findArguments(context: ControlContext, task: Task): Promise<ArgumentsSearch> {
  const reasons: string[] = [];
  const found =
    (await fromBroker(context, task, reasons)) ??
    fromWorker(context, task, reasons) ??
    (await fromBackend(context, task, reasons)) ??
    fromEvent(task, reasons);
  if (found !== null) return { found, reason: null, masked: false };
  return { found: null, reason: reasons.join('; '), masked: isMasked(task) };
}

async function fromBroker(context: ControlContext, task: Task, reasons: string[]): Promise<FoundArguments | null> {
  // The message of a task that ended was acknowledged: looking for it would read whole queues for nothing.
  if (isEnded(task.state)) {
    reasons.push('its message left the broker when it ended');
    return null;
  }
  const found = await context.broker.findMessage(task.uuid, task.queue).catch((error: unknown) => {
    if (!(error instanceof BrokerError)) throw error;
    reasons.push(`the broker could not be asked (${error.code})`);
    return null;
  });
  const message = found?.message ?? null;
  if (message === null) {
    reasons.push('its message was not found in the broker');
    return null;
  }
  const body = openBody(message);
  if (typeof body === 'string') {
    reasons.push(`its message can't be read: ${body}`);
    return null;
  }
  const { task: name } = message.headers;
  const { priority } = message.properties;
  return {
    source: message.place.in === 'unacked' ? 'unacked message' : 'queue message',
    args: body.args,
    kwargs: body.kwargs,
    name: typeof name === 'string' ? name : stringOf(body.fields['task']),
    queue: message.queue,
    priority: typeof priority === 'number' ? priority : null,
    message: { original: message, body },
  };
}

/** The parts of a message's body, or why they can't be had. */
function openBody(message: TaskMessage): TaskBody | string {
  const { compression } = message.headers;
  const bytes =
    typeof compression === 'string'
      ? decompress(message.body, compression)
      : { ok: true as const, value: message.body };
  if (!bytes.ok) return bytes.reason;
  const decoded = decodeTaskBody(message.contentType, bytes.value.toString('utf8'));
  if (decoded.ok) return decoded.body;
  return decoded.reason === 'not-json'
    ? `it is ${message.contentType}, and only JSON is opened`
    : 'its body has an unknown shape';
}

function fromWorker(context: ControlContext, task: Task, reasons: string[]): FoundArguments | null {
  const held = context.held(task.uuid);
  if (held?.args == null || held.kwargs === null) {
    reasons.push('no worker told its arguments');
    return null;
  }
  return {
    source: 'inspect',
    args: held.args,
    kwargs: held.kwargs,
    name: held.name,
    queue: held.exchange === '' ? held.routingKey : null,
    priority: held.priority,
    message: null,
  };
}

async function fromBackend(context: ControlContext, task: Task, reasons: string[]): Promise<FoundArguments | null> {
  const backend = context.backend();
  if (backend === null) {
    reasons.push('the result backend is not known or can’t be read here');
    return null;
  }
  const stored = await backend
    .read([task.uuid])
    .then((results) => results.get(task.uuid) ?? null)
    .catch(() => null);
  const found = stored === null ? null : fromStored(stored);
  if (found === null)
    reasons.push(
      stored === null
        ? 'the result backend has nothing stored of it'
        : 'the result backend holds no arguments (result_extended is off)',
    );
  return found;
}

function fromStored(stored: StoredResult): FoundArguments | null {
  const { args, kwargs } = stored;
  const isObject = typeof kwargs === 'object' && kwargs !== null && !Array.isArray(kwargs);
  if (!Array.isArray(args) || !isObject || hasRoundedNumber(args) || hasRoundedNumber(kwargs)) return null;
  return {
    source: 'result backend',
    args: JSON.stringify(args),
    kwargs: JSON.stringify(kwargs),
    name: stored.name,
    queue: stored.queue,
    priority: null,
    message: null,
  };
}

// Python's whole numbers have no bound; JavaScript has rounded those beyond 2^53 when it read them.
function hasRoundedNumber(value: unknown): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(hasRoundedNumber);
}

function fromEvent(task: Task, reasons: string[]): FoundArguments | null {
  if (task.args === null || task.kwargs === null || task.args === '' || task.kwargs === '') {
    reasons.push('its events did not show any');
    return null;
  }
  if (isMasked(task)) {
    reasons.push('secrets in the text of its events were masked, and a mask is never sent');
    return null;
  }
  const args = parsePythonRepr(task.args);
  const kwargs = parsePythonRepr(task.kwargs);
  const bad = args.plain ? (kwargs.plain ? null : kwargs) : args;
  if (bad !== null || !args.plain || !kwargs.plain) {
    reasons.push(`the text in its events is not whole and plain (${bad?.reason ?? 'unreadable'})`);
    return null;
  }
  return {
    source: 'event repr',
    args: args.json,
    kwargs: kwargs.json,
    name: null,
    queue: null,
    priority: null,
    message: null,
  };
}

function isMasked({ args, kwargs }: Task): boolean {
  return holdsMask(args ?? '') || holdsMask(kwargs ?? '');
}

function stringOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
