import { isRecord } from '@/lib/celery/bounded';
import { decodeIsoTime } from '@/lib/celery/iso-time';
import { isNestedDeeper } from '@/lib/celery/json-depth';
import { jsonMembers } from '@/lib/celery/json-slices';
import { parseJsonTolerant } from '@/lib/celery/parse-json-tolerant';
import { isOwnHeader, type HeaderValue } from '@/lib/celery/sent-message';
import type { Moment, SendRequest } from '@/lib/tasks/send-request';
import { FlowerError } from './flower-error';

type Options = Omit<SendRequest, 'name' | 'unregistered' | 'ownOptions'>;

const MAX_NAME_CHARS = 500;
const MAX_HEADERS = 50;
const MAX_SECONDS = 100 * 365 * 86_400;
const MAX_DEPTH = 100;
/** They change nothing of a message, or only how Celery would try to send it. */
const WITHOUT_MEANING: readonly string[] = ['retry', 'retry_policy', 'add_to_parent', 'compression', 'delivery_mode'];

/** Dates of `apply` and `async-apply`: `%Y-%m-%d %H:%M:%S.%f` of Python's `strptime`. */
const FLOWER_DATE = /^(\d{4})-(\d{1,2})-(\d{1,2})\s+(\d{1,2}):(\d{1,2}):(\d{1,2})\.(\d{1,6})$/;

/**
 * What a body of Flower's asks to send: `args`, `kwargs`, and options of `apply_async`. `dates`: as Flower parses them, or
 * also as Celery itself reads them (`send-task`, where Flower parses none). Throws a FlowerError for what can't be read.
 */
export function readSendOptions(body: string, dates: 'flower' | 'celery'): Options {
  const members = body.trim() === '' ? [] : membersOf(body);
  const given = new Map(members.map(({ name, text }) => [name, text]));
  const { args, kwargs } = argumentsOf(given);
  const values = new Map([...given].map(([name, text]) => [name, parseJsonTolerant(text)] as const));
  const moment = (name: string): Moment | undefined => momentOf(values.get(name), name, dates);
  const expires = values.get('expires');
  const inSeconds = expires === undefined || expires === null ? null : secondsOf(expires);
  return defined({
    args,
    kwargs,
    uuid: idOf(values),
    queue: nameOf(values, 'queue'),
    exchange: nameOf(values, 'exchange'),
    routingKey: nameOf(values, 'routing_key'),
    priority: priorityOf(values.get('priority')),
    countdown: numberOf(values, 'countdown'),
    eta: moment('eta'),
    expires: inSeconds === null ? moment('expires') : { in: inSeconds },
    timeLimit: numberOf(values, 'time_limit'),
    softTimeLimit: numberOf(values, 'soft_time_limit'),
    shadow: nameOf(values, 'shadow'),
    ignoreResult: booleanOf(values.get('ignore_result')),
    headers: headersOf(values.get('headers')),
    ...refused(values),
  });
}

function membersOf(body: string) {
  if (isNestedDeeper(body, MAX_DEPTH))
    throw new FlowerError(400, `The body is nested more than ${MAX_DEPTH} levels deep`);
  const members = jsonMembers(body);
  if (members === null) throw new FlowerError(400, 'The body must be a JSON object');
  return members;
}

function argumentsOf(given: Map<string, string>): { readonly args: string; readonly kwargs: string } {
  const args = given.get('args') ?? '[]';
  const kwargs = given.get('kwargs') ?? '{}';
  if (!args.startsWith('[')) throw new FlowerError(400, 'args must be an array');
  if (!kwargs.startsWith('{')) throw new FlowerError(400, 'kwargs must be an object');
  given.delete('args');
  given.delete('kwargs');
  return { args, kwargs };
}

const KNOWN: readonly string[] = [
  ...['task_id', 'queue', 'exchange', 'routing_key', 'priority', 'countdown', 'eta', 'expires', 'serializer'],
  ...['time_limit', 'soft_time_limit', 'shadow', 'ignore_result', 'headers', ...WITHOUT_MEANING],
];

function refused(values: ReadonlyMap<string, unknown>): Record<string, never> {
  for (const [name, value] of values) {
    if (value === null) continue;
    if (!KNOWN.includes(name)) throw new FlowerError(400, `Invalid option: '${name.slice(0, 60)}' is not taken here`);
    if (name === 'serializer' && value !== 'json') throw invalid(name, 'only json is sent from here');
  }
  return {};
}

/** Python's `float()` of a number or a text. */
function secondsOf(value: unknown): number | null {
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  if (typeof value === 'string' && !/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value)) return null;
  const seconds = Number(value);
  return Number.isFinite(seconds) && Math.abs(seconds) <= MAX_SECONDS ? seconds : null;
}

function numberOf(values: ReadonlyMap<string, unknown>, name: string): number | undefined {
  const value = values.get(name);
  if (value === undefined || value === null) return undefined;
  const seconds = secondsOf(value);
  if (seconds === null) throw invalid(name, 'must be a number of seconds');
  return seconds;
}

function momentOf(value: unknown, name: string, dates: 'flower' | 'celery'): Moment | undefined {
  if (value === undefined || value === null) return undefined;
  const wall = typeof value === 'string' ? wallOf(value) : null;
  if (wall !== null) return { wall };
  if (dates === 'flower' || typeof value !== 'string') throw invalid(name, 'must be like 2026-11-22 10:00:00.000000');
  const at = decodeIsoTime(value);
  if (at === null) throw invalid(name, 'must be a time of ISO 8601');
  return /(?:z|[+-]\d{2}(?::?\d{2})?)$/i.test(value.trim()) ? at : { wall: at };
}

/** What the clocks show, in seconds as if it were UTC; null for what `strptime` refuses. */
function wallOf(text: string): number | null {
  const match = FLOWER_DATE.exec(text);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const at = Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
  const date = new Date(Date.UTC(year, month - 1, day));
  const isDay = year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isDay && hour < 24 && minute < 60 && second < 60 ? at + Number(`0.${match[7] ?? '0'}`) : null;
}

function nameOf(values: ReadonlyMap<string, unknown>, name: string): string | undefined {
  const value = values.get(name);
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && value !== '' && value.length <= MAX_NAME_CHARS) return value;
  throw invalid(name, 'must be a text');
}

function idOf(values: ReadonlyMap<string, unknown>): string | undefined {
  const id = nameOf(values, 'task_id');
  if (id !== undefined && !/^[\w.:-]{1,255}$/.test(id))
    throw invalid('task_id', 'may have letters, digits and . : _ -');
  return id;
}

function priorityOf(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255) return value;
  throw invalid('priority', 'must be a whole number from 0 to 255');
}

function booleanOf(value: unknown): boolean | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean') return value;
  throw invalid('ignore_result', 'must be true or false');
}

function headersOf(value: unknown): Readonly<Record<string, HeaderValue>> | undefined {
  if (value === undefined || value === null) return undefined;
  const entries = isRecord(value) ? Object.entries(value) : [['', []] as const];
  if (entries.length > MAX_HEADERS || !entries.every(([name, one]) => isOwnHeader(name) && isHeaderValue(one)))
    throw invalid('headers', 'may hold texts, numbers and truth values under names that Celery does not read');
  return Object.fromEntries(entries) as Readonly<Record<string, HeaderValue>>;
}

function isHeaderValue(value: unknown): value is HeaderValue {
  if (typeof value === 'string') return value.length <= 1000;
  return value === null || typeof value === 'boolean' || typeof value === 'number';
}

function invalid(name: string, text: string): FlowerError {
  return new FlowerError(400, `Invalid option: ${name} ${text}`);
}

/** Without what was not given, so that it does not stand in the way of defaults. */
function defined(options: object): Options {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as unknown as Options;
}
