import type { HeldTask } from '../cluster/worker';
import type { WorkerReplies } from '../cluster/worker-record';
import { boundedCopy, boundedName, boundedText, countNumber, finiteNumber, flag, isRecord, LIMITS } from './bounded';
import { decodeIsoTime } from './iso-time';
import { maskSecrets } from './mask-secrets';
import { decodeQueueDeclarations } from './queue-declaration';
import { decodeTaskOptions, decodeTaskRouting, type TaskOptions } from './task-routing';
import { DEFAULT_VISIBILITY_SECONDS } from './visibility-timeout';

export type DecodedReply =
  { readonly ok: true; readonly replies: Partial<WorkerReplies> } | { readonly ok: false; readonly reason: string };

type Fields = Readonly<Record<string, unknown>>;

/** More entries than any worker holds in health; a longer reply is not read at all, since half of it would mislead. */
const MAX_ENTRIES = 50_000;
const MAX_NODES = 5_000;
const MAX_ARGUMENTS = 65_536;
const DEFAULT_MULTIPLIER = 4;

/** The ids in an answer to `revoked`; null when it is none. */
export function revokedIds(reply: unknown): readonly string[] | null {
  return names(reply, (id) => id);
}

/** What one worker answered to one inspect command; Celery 4.4 to 5.6. Secrets are masked, sizes bounded. */
export function decodeInspectReply(command: string, reply: unknown): DecodedReply {
  const error = isRecord(reply) ? reply['error'] : undefined;
  if (typeof error === 'string' && command !== 'conf') return { ok: false, reason: boundedText(error, 500) ?? '' };
  const replies = repliesOf(command, reply);
  return replies === null ? { ok: false, reason: `unreadable reply to ${command}` } : { ok: true, replies };
}

function repliesOf(command: string, reply: unknown): Partial<WorkerReplies> | null {
  switch (command) {
    case 'ping':
      return {};
    case 'revoked':
      return nonNull(revokedIds(reply), (ids) => ({ revokedCount: ids.length }));
    case 'active':
      return nonNull(heldTasks(reply), (activeTasks) => ({ activeTasks }));
    case 'reserved':
      return nonNull(heldTasks(reply), (reservedTasks) => ({ reservedTasks }));
    case 'scheduled':
      return nonNull(heldTasks(reply), (scheduledTasks) => ({ scheduledTasks }));
    case 'stats':
      return nonNull(maskedRecord(reply), statsReplies);
    case 'conf':
      // Routes are read from the whole: the settings that are shown are cut.
      return nonNull(maskedRecord(reply), (conf) => ({
        ...confReplies(conf),
        routing: decodeTaskRouting(record(reply)),
      }));
    case 'active_queues':
      return nonNull(
        names(reply, (queue) => (isRecord(queue) ? queue['name'] : null)),
        (queues) => ({ queues, declarations: decodeQueueDeclarations(reply, MAX_ENTRIES) }),
      );
    case 'registered':
      return nonNull(names(reply, registeredName), (registered) => ({
        registered,
        rateLimited: Object.keys(rateLimits(reply)),
        rateLimits: rateLimits(reply),
        timeLimits: timeLimits(reply),
        acksLate: acksLate(reply),
        taskOptions: taskOptions(reply),
      }));
    default:
      return null;
  }
}

function nonNull<T, R>(value: T | null, then: (value: T) => R): R | null {
  return value === null ? null : then(value);
}

function maskedRecord(reply: unknown): Fields | null {
  return isRecord(reply) ? (maskSecrets(boundedCopy(reply, MAX_NODES)) as Fields) : null;
}

function names(reply: unknown, nameOf: (entry: unknown) => unknown): readonly string[] | null {
  if (!Array.isArray(reply) || reply.length > MAX_ENTRIES) return null;
  return reply.map((entry) => boundedName(nameOf(entry), LIMITS.name)).filter((name) => name !== null);
}

// `shop.limited [rate_limit=1/s]`: what was asked for beside the name stands in brackets.
function registeredName(entry: unknown): unknown {
  return typeof entry === 'string' ? entry.replace(/ \[[^[\]]*\]$/, '') : null;
}

// `shop.limited [rate_limit=1/s]`.
function rateLimits(reply: unknown): Readonly<Record<string, string>> {
  return eachRegistered(reply, (entry) => /\[[^[\]]*rate_limit=([^\s,\]]{1,40})/.exec(entry)?.[1]);
}

// `shop.hang [soft_time_limit=20 time_limit=30]`.
function timeLimits(reply: unknown): NonNullable<WorkerReplies['timeLimits']> {
  return eachRegistered(reply, (entry) => {
    const soft = secondsOf(/\[(?:[^[\]]* )?soft_time_limit=([\d.]{1,20})/.exec(entry)?.[1]);
    const hard = secondsOf(/\[(?:[^[\]]* )?time_limit=([\d.]{1,20})/.exec(entry)?.[1]);
    return soft === null && hard === null ? undefined : { soft, hard };
  });
}

function secondsOf(text: string | undefined): number | null {
  const seconds = Number(text);
  return Number.isFinite(seconds) && seconds > 0 ? seconds : null;
}

/** What stands in brackets behind a name, of those that have it. */
function eachRegistered<T>(reply: unknown, valueOf: (entry: string) => T | undefined): Readonly<Record<string, T>> {
  const entries = Array.isArray(reply) ? reply.slice(0, MAX_ENTRIES) : [];
  return Object.fromEntries(
    entries.flatMap((entry: unknown) => {
      const value = typeof entry === 'string' ? valueOf(entry) : undefined;
      const name = boundedName(registeredName(entry), LIMITS.name);
      return value === undefined || name === null ? [] : [[name, value]];
    }),
  );
}

// `shop.add [acks_late=False]`.
function acksLate(reply: unknown): NonNullable<WorkerReplies['acksLate']> {
  return eachRegistered(reply, (entry) => {
    const told = /\[(?:[^[\]]* )?acks_late=(True|False)[ \]]/.exec(entry)?.[1];
    return told === undefined ? undefined : told === 'True';
  });
}

// `shop.mail [acks_late=False priority=3 queue=mail]`.
function taskOptions(reply: unknown): NonNullable<WorkerReplies['taskOptions']> {
  return eachRegistered(reply, (entry) => {
    const options: TaskOptions = decodeTaskOptions(entry);
    return Object.keys(options).length === 0 ? undefined : options;
  });
}

function heldTasks(reply: unknown): readonly HeldTask[] | null {
  if (!Array.isArray(reply) || reply.length > MAX_ENTRIES) return null;
  return reply.map(heldTask).filter((task) => task !== null);
}

function heldTask(entry: unknown): HeldTask | null {
  if (!isRecord(entry)) return null;
  // `scheduled` wraps the task and adds its eta.
  const request = isRecord(entry['request']) ? entry['request'] : entry;
  const uuid = boundedName(request['id'], LIMITS.id);
  if (uuid === null) return null;
  const delivery = isRecord(request['delivery_info']) ? request['delivery_info'] : {};
  return {
    uuid,
    // `type` is the registered name, `name` may be a shadow.
    name: boundedName(request['type'], LIMITS.name) ?? boundedName(request['name'], LIMITS.name),
    args: argumentsText(request['args'], Array.isArray),
    kwargs: argumentsText(request['kwargs'], isRecord),
    eta: decodeIsoTime(entry['eta']),
    startedAt: finiteNumber(request['time_start']),
    acknowledged: flag(request['acknowledged']),
    redelivered: flag(delivery['redelivered']),
    routingKey: boundedName(delivery['routing_key'], LIMITS.name),
    exchange: boundedText(delivery['exchange'], LIMITS.name),
    // A whole number, or it could not be stored.
    priority: countNumber(delivery['priority']),
    workerPid: countNumber(request['worker_pid']),
  };
}

// Values that JavaScript's numbers changed on the way are worse than none: a retry would send them.
function argumentsText(value: unknown, isShape: (value: unknown) => boolean): string | null {
  if (!isShape(value) || !isExact(value, 0)) return null;
  const text = JSON.stringify(value);
  return text.length <= MAX_ARGUMENTS ? text : null;
}

function isExact(value: unknown, depth: number): boolean {
  if (typeof value === 'number') return !Number.isInteger(value) || Number.isSafeInteger(value);
  if (typeof value !== 'object' || value === null) return true;
  return depth < 100 && Object.values(value).every((member) => isExact(member, depth + 1));
}

function statsReplies(stats: Fields): Partial<WorkerReplies> {
  const pool = record(stats['pool']);
  const options = record(record(stats['broker'])['transport_options']);
  const told = finiteNumber(options['visibility_timeout']);
  const hasVisibility = /redis|sentinel|sqs/.test(String(record(stats['broker'])['transport']));
  return {
    stats,
    concurrency: poolSize(pool),
    pool: poolName(pool),
    prefetchCount: countNumber(stats['prefetch_count']),
    pid: countNumber(stats['pid']),
    uptimeSeconds: finiteNumber(stats['uptime']),
    maxRssKib: finiteNumber(record(stats['rusage'])['maxrss']),
    visibilityTimeoutSeconds: told ?? (hasVisibility ? DEFAULT_VISIBILITY_SECONDS : null),
  };
}

// `max-concurrency` keeps its start value when the pool grows; the processes are the truth. Threads and greenlets come
// and go, there the limit counts.
function poolSize(pool: Fields): number | null {
  const { processes } = pool;
  if (Array.isArray(processes) && processes.length > 0) return processes.length;
  return countNumber(pool['max-concurrency']);
}

function poolName(pool: Fields): string | null {
  const { implementation, processes } = pool;
  if (typeof implementation === 'string')
    return /concurrency\.(\w+)/.exec(implementation)?.[1] ?? boundedText(implementation, 80);
  // Before 5.3 the pool does not tell its name; only prefork puts tasks on pipes.
  if (pool['writes'] !== undefined || pool['put-guarded-by-semaphore'] !== undefined) return 'prefork';
  if (pool['threads'] !== undefined) return 'threads';
  return Array.isArray(processes) ? 'solo' : null;
}

function confReplies(conf: Fields): Partial<WorkerReplies> {
  // A setting that the app did not change is not told, so it has its default.
  return { conf, prefetchMultiplier: countNumber(conf['worker_prefetch_multiplier']) ?? DEFAULT_MULTIPLIER };
}

function record(value: unknown): Fields {
  return isRecord(value) ? value : {};
}
