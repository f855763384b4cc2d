import { isRecord } from './bounded';
import { toIsoTime } from './iso-time';
import { jsonElements, jsonMembers } from './json-slices';
import type { TaskBody } from './task-body';
import { toPythonRepr } from './to-python-repr';

/** What a retry keeps of the original message and what it can't, in stable codes. */
export type MessagePart =
  | 'callbacks'
  | 'errbacks'
  | 'chain'
  | 'chord'
  | 'group'
  | 'parent'
  | 'eta'
  | 'expires'
  | 'time-limits'
  | 'shadow'
  | 'stamps'
  | 'headers'
  | 'priority';

export interface NewTask {
  readonly uuid: string;
  /** uuid of the task that this one retries; null where it is none. */
  readonly retryOf: string | null;
  /** JSON texts. */
  readonly args: string;
  readonly kwargs: string;
  /** Who sends it, as Celery names senders: `gen<pid>@<host>`. */
  readonly origin: string;
  /** Epoch seconds; null runs it as soon as it is received. */
  readonly eta: number | null;
}

export interface OriginalMessage {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: TaskBody;
}

export interface BuiltTask {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly bodyText: string;
  readonly kept: readonly MessagePart[];
  readonly notKept: readonly MessagePart[];
}

/** The header that marks a retry: unknown headers are kept and ignored by Celery. */
const RETRY_OF_HEADER = 'celeryscope_retry_of';

// Set by the broker on the way, or told by the message's own properties.
const DROPPED_HEADER = /^(?:redelivered|compression|x-(?:first-|last-)?death.*|x-(?:delivery|acquired)-count)$/i;
/** What Celery itself reads of a message. */
export const CELERY_HEADERS: ReadonlySet<string> = new Set([
  'lang',
  'task',
  'id',
  'shadow',
  'eta',
  'expires',
  'group',
  'group_index',
  'retries',
  'timelimit',
  'root_id',
  'parent_id',
  'argsrepr',
  'kwargsrepr',
  'origin',
  'ignore_result',
  'replaced_task_nesting',
  'stamped_headers',
  'stamps',
  'meth',
]);
/** Beyond this, two reprs of the same arguments may be cut differently. */
const COMPARED = 500;
const EMBED_PARTS = ['callbacks', 'errbacks', 'chain'] as const;

/** Why arguments can't be sent; null when they can. */
export function argumentsError(args: string, kwargs: string): 'args_not_a_list' | 'kwargs_not_an_object' | null {
  if (jsonElements(args) === null) return 'args_not_a_list';
  return jsonMembers(kwargs) === null ? 'kwargs_not_an_object' : null;
}

/**
 * A new message from the original one: everything is copied but what belongs to that one run. It gets an id of its own,
 * since a revoked id is dropped and a stored success is never overwritten; and it leaves its group and chord, whose
 * counters would count it twice.
 */
export function buildRetry(original: OriginalMessage, task: NewTask): BuiltTask {
  const { fields } = original.body;
  const own = Object.entries(original.headers).filter(([name, value]) => !DROPPED_HEADER.test(name) && !isVoid(value));
  const old: Readonly<Record<string, unknown>> = { ...fields, ...Object.fromEntries(own) };
  const headers = {
    ...Object.fromEntries(own),
    ...freshHeaders(typeof old['task'] === 'string' ? old['task'] : '', task),
    argsrepr: reprOf(task.args, original.body.args, old['argsrepr'], 'tuple'),
    kwargsrepr: reprOf(task.kwargs, original.body.kwargs, old['kwargsrepr'], 'list'),
    timelimit: Array.isArray(old['timelimit']) ? (old['timelimit'] as unknown) : [null, null],
    shadow: old['shadow'] ?? null,
    ignore_result: old['ignore_result'] ?? false,
    stamped_headers: old['stamped_headers'] ?? null,
    stamps: old['stamps'] ?? {},
  };
  const embed = jsonMembers(original.body.embed) ?? [];
  const isSet = (name: string) => embed.some((member) => member.name === name && !isEmpty(member.text));
  const parts: readonly (readonly [MessagePart, boolean])[] = [
    ...EMBED_PARTS.map((name) => [name, isSet(name)] as const),
    ['time-limits', Array.isArray(old['timelimit']) && old['timelimit'].some((limit) => limit != null)],
    ['shadow', typeof old['shadow'] === 'string'],
    ['stamps', isRecord(old['stamps']) && Object.keys(old['stamps']).length > 0],
    ['headers', own.some(([name]) => !CELERY_HEADERS.has(name) && name !== RETRY_OF_HEADER)],
  ];
  const left: readonly (readonly [MessagePart, boolean])[] = [
    ['chord', isSet('chord')],
    ['group', (old['group'] ?? old['taskset']) != null],
    ['parent', old['parent_id'] != null],
    ['eta', old['eta'] != null && task.eta === null],
    ['expires', old['expires'] != null],
  ];
  const members = embed.map(({ name, text }) => `${JSON.stringify(name)}: ${name === 'chord' ? 'null' : text}`);
  return {
    headers,
    bodyText: `[${task.args.trim()}, ${task.kwargs.trim()}, {${members.join(', ')}}]`,
    kept: chosen(parts),
    notKept: chosen(left),
  };
}

// RabbitMQ's management API writes an AMQP void so.
function isVoid(value: unknown): boolean {
  return value === null || value === undefined || value === 'undefined';
}

/**
 * What events will show of the arguments. A sender may have put another text there to hide secrets: that one stays, and
 * arguments that were edited are then not shown at all.
 */
function reprOf(json: string, originalJson: string, told: unknown, shape: 'list' | 'tuple'): string {
  if (typeof told !== 'string' || told === '') return toPythonRepr(json, shape);
  if (json === originalJson) return told;
  const isOwn = toPythonRepr(originalJson, shape).slice(0, COMPARED) === told.slice(0, COMPARED);
  return isOwn ? toPythonRepr(json, shape) : '...';
}

const EMPTY_EMBED = '{"callbacks": null, "errbacks": null, "chain": null, "chord": null}';

/** A new message where the original one is gone: only name and arguments are known. */
export function buildTask(name: string, task: NewTask): BuiltTask {
  return {
    headers: {
      ...freshHeaders(name, task),
      timelimit: [null, null],
      shadow: null,
      ignore_result: false,
      stamped_headers: null,
      stamps: {},
    },
    bodyText: `[${task.args.trim()}, ${task.kwargs.trim()}, ${EMPTY_EMBED}]`,
    kept: [],
    notKept: ['callbacks', 'errbacks', 'chain', 'chord', 'time-limits', 'stamps', 'headers'],
  };
}

function freshHeaders(name: string, task: NewTask) {
  return {
    lang: 'py',
    task: name,
    id: task.uuid,
    root_id: task.uuid,
    parent_id: null,
    eta: task.eta === null ? null : toIsoTime(task.eta),
    expires: null,
    group: null,
    group_index: null,
    retries: 0,
    argsrepr: toPythonRepr(task.args, 'tuple'),
    kwargsrepr: toPythonRepr(task.kwargs),
    origin: task.origin,
    replaced_task_nesting: 0,
    ...(task.retryOf === null ? {} : { [RETRY_OF_HEADER]: task.retryOf }),
  };
}

function isEmpty(text: string): boolean {
  return text === 'null' || text === '[]' || text === '{}';
}

function chosen(parts: readonly (readonly [MessagePart, boolean])[]): readonly MessagePart[] {
  return parts.filter(([, holds]) => holds).map(([part]) => part);
}
