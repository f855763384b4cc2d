import {
  boundedCopy,
  boundedName,
  boundedText,
  countNumber,
  excerptOf,
  finiteNumber,
  flag,
  isRecord,
  LIMITS,
} from './bounded';
import type { CeleryEvent, CustomTaskEvent, EventBase, TaskEvent, TaskEventType, WorkerEvent } from './event';
import { NO_MASKER, type Masker } from '../masking/masker';
import { decodeIsoTime } from './iso-time';

export interface MalformedEvent {
  readonly reason: string;
  /** At most 200 characters. */
  readonly excerpt: string;
}

export interface DecodedEvents {
  readonly events: CeleryEvent[];
  readonly malformed: MalformedEvent[];
}

/** A reason why the event is malformed, or `ignored` for types that are none of ours. */
type Refusal = { readonly refused: string };
type Fields = Readonly<Record<string, unknown>>;

const IGNORED: Refusal = { refused: 'ignored' };
/** Beyond this many, malformed members of one message are counted without an excerpt. */
const MAX_EXCERPTS = 50;
/** Timestamps after the year 5138 are no epoch seconds (a sender that writes milliseconds, or a hostile one). */
const MAX_TIMESTAMP = 1e11;

const TASK_TYPES: ReadonlySet<string> = new Set<TaskEventType>([
  'task-sent',
  'task-received',
  'task-started',
  'task-succeeded',
  'task-failed',
  'task-retried',
  'task-rejected',
  'task-revoked',
  'task-cancelled',
]);
const WORKER_TYPES: ReadonlySet<string> = new Set<WorkerEvent['type']>([
  'worker-online',
  'worker-heartbeat',
  'worker-offline',
]);

/**
 * The events of one message: a single object or a list, on any key. Never throws; a bad member does not lose the
 * others. Written by hand, since every event of the cluster passes here. Secrets are masked before anybody sees them.
 */
export function decodeEvents(body: unknown, masker: Masker = NO_MASKER): DecodedEvents {
  const decoded: DecodedEvents = { events: [], malformed: [] };
  if (Array.isArray(body)) for (const member of body) decodeInto(decoded, member, masker);
  else decodeInto(decoded, body, masker);
  return decoded;
}

function decodeInto(decoded: DecodedEvents, member: unknown, masker: Masker): void {
  const event = decodeEvent(member, masker);
  if (!('refused' in event)) decoded.events.push(event);
  else if (event !== IGNORED) {
    const excerpt = decoded.malformed.length < MAX_EXCERPTS ? masker.text(excerptOf(member)) : '';
    decoded.malformed.push({ reason: event.refused, excerpt });
  }
}

function decodeEvent(fields: unknown, masker: Masker): CeleryEvent | Refusal {
  if (!isRecord(fields)) return { refused: 'not an object' };
  const type = fields['type'];
  if (typeof type !== 'string') return { refused: 'no type' };
  const isTask = type.startsWith('task-');
  if (!isTask && !WORKER_TYPES.has(type)) return IGNORED;

  const hostname = boundedName(fields['hostname'], LIMITS.name);
  if (hostname === null) return { refused: 'no hostname' };
  const timestamp = finiteNumber(fields['timestamp']);
  if (timestamp === null || timestamp <= 0 || timestamp > MAX_TIMESTAMP) return { refused: 'no valid timestamp' };
  const base: EventBase = { hostname, timestamp, pid: countNumber(fields['pid']), clock: countNumber(fields['clock']) };
  if (!isTask) return workerEvent(type as WorkerEvent['type'], base, fields);

  const uuid = boundedName(fields['uuid'], LIMITS.id);
  if (uuid === null) return { refused: 'no uuid' };
  return TASK_TYPES.has(type)
    ? taskEvent(type as TaskEventType, uuid, base, fields, masker)
    : customEvent(type, uuid, base, fields, masker);
}

function workerEvent(type: WorkerEvent['type'], base: EventBase, fields: Fields): WorkerEvent {
  const freq = finiteNumber(fields['freq']);
  return {
    kind: 'worker',
    type,
    hostname: base.hostname,
    timestamp: base.timestamp,
    pid: base.pid,
    clock: base.clock,
    freq: freq !== null && freq > 0 ? freq : null,
    active: countNumber(fields['active']),
    processed: countNumber(fields['processed']),
    loadavg: loadavg(fields['loadavg']),
    swIdent: boundedText(fields['sw_ident'], LIMITS.name),
    swVer: boundedText(fields['sw_ver'], LIMITS.name),
    swSys: boundedText(fields['sw_sys'], LIMITS.name),
  };
}

function taskEvent(type: TaskEventType, uuid: string, base: EventBase, fields: Fields, masker: Masker): TaskEvent {
  return {
    kind: 'task',
    type,
    hostname: base.hostname,
    timestamp: base.timestamp,
    pid: base.pid,
    clock: base.clock,
    uuid,
    name: boundedName(fields['name'], LIMITS.name),
    // Publishers that leave out `argsrepr` give an empty text, which says nothing.
    args: masker.text(boundedName(fields['args'], LIMITS.text)),
    kwargs: masker.text(boundedName(fields['kwargs'], LIMITS.text)),
    retries: countNumber(fields['retries']),
    eta: decodeIsoTime(fields['eta']),
    expires: decodeIsoTime(fields['expires']),
    rootId: boundedName(fields['root_id'], LIMITS.id),
    parentId: boundedName(fields['parent_id'], LIMITS.id),
    queue: boundedName(fields['queue'], LIMITS.name),
    exchange: boundedText(fields['exchange'], LIMITS.name),
    routingKey: boundedName(fields['routing_key'], LIMITS.name),
    result: masker.text(boundedText(fields['result'], LIMITS.text)),
    runtimeSeconds: finiteNumber(fields['runtime']),
    exception: masker.text(boundedText(fields['exception'], LIMITS.text)),
    traceback: masker.text(boundedText(fields['traceback'], LIMITS.traceback)),
    requeue: flag(fields['requeue']),
    terminated: flag(fields['terminated']),
    expired: flag(fields['expired']),
    signum: signum(fields['signum']),
  };
}

const BASE_FIELDS: ReadonlySet<string> = new Set([
  'type',
  'hostname',
  'timestamp',
  'utcoffset',
  'pid',
  'clock',
  'uuid',
]);

function customEvent(
  type: string,
  uuid: string,
  base: EventBase,
  fields: Fields,
  masker: Masker,
): CustomTaskEvent | Refusal {
  const state = type.slice('task-'.length).toUpperCase();
  if (state === '' || state.length > LIMITS.name || !state.isWellFormed()) return { refused: 'no usable type' };
  const own = Object.fromEntries(Object.entries(fields).filter(([name]) => !BASE_FIELDS.has(name)));
  return {
    kind: 'custom',
    type,
    hostname: base.hostname,
    timestamp: base.timestamp,
    pid: base.pid,
    clock: base.clock,
    uuid,
    state,
    fields: masker.value(boundedCopy(own)) as Readonly<Record<string, unknown>>,
  };
}

function loadavg(value: unknown): readonly number[] | null {
  if (!Array.isArray(value) || value.length === 0 || value.length > 3) return null;
  const numbers = value.filter((member) => finiteNumber(member) !== null) as number[];
  return numbers.length === value.length ? numbers : null;
}

function signum(value: unknown): string | null {
  return typeof value === 'number' ? String(value) : boundedName(value, 32);
}
