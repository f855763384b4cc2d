import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { columnsOf, COLUMNS, type Column } from '@/lib/tasks/task-columns';
import { parseBrokerUrl } from '../brokers/broker-url';
import { readTrustedProxies } from '../http/trusted-proxies';

/** A schema from the text of an option to its value; `allowed` completes the sentence "must be …". */
function text<T>(allowed: string, parse: (text: string) => T | undefined): z.ZodType<T, string> {
  return z.string().transform((given, context) => {
    const value = parse(given.trim());
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: `must be ${allowed}` });
    return z.NEVER;
  });
}

export const anyText = (what: string) => text(`${what}, not empty`, (given) => given || undefined);

/** As Flower reads it: `~` is the user's folder. */
export const filePath = (what: string) =>
  text(
    `${what}, not empty`,
    (given) => (/^~(?=\/|$)/.test(given) ? join(homedir(), given.slice(1)) : given) || undefined,
  );

export const fileMode = () =>
  text('an octal mode from 600 to 777 such as 660', (given) => {
    const mode = /^(?:0o?)?[0-7]{3}$/.test(given) ? parseInt(given.slice(-3), 8) : 0;
    return mode >= 0o600 ? mode : undefined;
  });

export const proxies = () =>
  text('addresses or networks with a comma between such as 10.0.0.0/8, or loopback or unix', (given) => {
    const entries = given.split(',').map((entry) => entry.trim());
    return readTrustedProxies(entries) === null ? undefined : entries;
  });

export const oneOf = <const T extends string>(...words: readonly T[]) =>
  text(`one of ${words.join(', ')}`, (given) => words.find((word) => word === given.toLowerCase()));

const LEVELS = { debug: 'debug', info: 'info', warn: 'warn', error: 'error', silent: 'silent' } as const;
/** Python's words for the same. */
const PYTHON_LEVELS = { warning: 'warn', critical: 'error', fatal: 'error', none: 'silent' } as const;

export type LogLevel = keyof typeof LEVELS;

export const logLevel = () =>
  text(`one of ${Object.keys(LEVELS).join(', ')}`, (given): LogLevel | undefined => {
    const known: ReadonlyMap<string, LogLevel> = new Map(Object.entries({ ...LEVELS, ...PYTHON_LEVELS }));
    return known.get(given.toLowerCase());
  });

export const milliseconds = (min: number, max: number) =>
  text(`milliseconds from ${min} to ${max}`, (given) => {
    const value = Math.round(Number(given));
    return /^\d+(?:\.\d*)?$/.test(given) && value >= min && value <= max ? value : undefined;
  });

export const taskColumns = () =>
  text(`all, or some of ${COLUMNS.join(', ')} with a comma between`, (given): readonly Column[] | undefined =>
    given.toLowerCase() === 'all' ? COLUMNS : columnsOf(given.split(',').map((name) => name.trim().toLowerCase())),
  );

const SWITCH: Readonly<Record<string, boolean>> = {
  true: true,
  t: true,
  1: true,
  yes: true,
  y: true,
  on: true,
  false: false,
  f: false,
  0: false,
  no: false,
  n: false,
  off: false,
};

export const onOff = () => text('true or false', toSwitch);

function toSwitch(given: string): boolean | undefined {
  const word = given.toLowerCase();
  return Object.hasOwn(SWITCH, word) ? SWITCH[word] : undefined;
}

export const wholeNumber = (min: number, max: number) =>
  text(`a whole number from ${min} to ${max}`, (given) => {
    const value = Number(given);
    return /^\d+$/.test(given) && value >= min && value <= max ? value : undefined;
  });

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

export const duration = (minSeconds: number) =>
  text(`a time of at least ${minSeconds} s such as 90s, 30m, 24h or 7d`, (given) => {
    const match = /^(\d+(?:\.\d+)?)\s*([smhdw]?)$/.exec(given);
    if (match === null) return undefined;
    const seconds = Number(match[1]) * (UNIT_SECONDS[match[2] || 's'] ?? 1);
    return seconds >= minSeconds && seconds <= 10 * 366 * 86_400 ? seconds : undefined;
  });

/** `max` is 0: as fast as it goes. */
export const speed = () =>
  text('a number above 0 such as 1 or 10, or max', (given) => {
    if (given === 'max') return 0;
    const value = Number(given);
    return given !== '' && value > 0 && value <= 100_000 ? value : undefined;
  });

export const urlPrefix = () =>
  text('a path such as /celery, of letters, digits and . _ ~ - /', (given) => {
    const path = given.replace(/^\/+|\/+$/g, '');
    if (path === '') return '';
    const segments = path.split('/');
    const plain = segments.every((segment) => /^[\w.~-]+$/.test(segment) && !/^\.+$/.test(segment));
    return plain && path.length <= 200 ? `/${path}` : undefined;
  });

/** A broker, with the name by which its cluster is known where there are several. */
export interface NamedUrl {
  readonly name: string | null;
  /** With credentials. */
  readonly url: string;
}

const NAMED = /^([A-Za-z0-9][\w.-]{0,39})=(.*)$/s;
export const CLUSTER_NAME = /^[A-Za-z0-9][\w.-]{0,39}$/;

/** URLs with spaces between, each with `NAME=` before it where there are several. */
export const brokerUrls = (): z.ZodType<readonly NamedUrl[], string> =>
  z.string().transform((given, context) => {
    const refuse = (message: string) => {
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    };
    const urls: NamedUrl[] = [];
    // A list for failover may have a space after its semicolon.
    for (const item of given.trim().split(/(?<!;\s*)\s+(?!\s*;)/)) {
      const [, name = null, named] = NAMED.exec(item) ?? [];
      const url = named ?? item;
      const parsed = parseBrokerUrl(url);
      if (!parsed.ok) return refuse(parsed.reason.replace(/\.$/, ''));
      urls.push({ name, url });
    }
    if (urls.length === 1) return urls;
    const names = urls.map(({ name }) => name?.toLowerCase() ?? null);
    if (names.includes(null)) return refuse('several brokers need a name each, such as prod=redis://HOST:6379/0');
    if (new Set(names).size < names.length) return refuse('each broker needs a name of its own');
    return urls;
  });

export const shareUrl = (): z.ZodType<string, string> =>
  z.string().transform((given, context) => {
    const parsed = parseBrokerUrl(given);
    const isOne = parsed.ok && parsed.url.kind === 'redis' && parsed.url.endpoints.length === 1;
    if (isOne) return given.trim();
    const reason = parsed.ok ? 'must be the URL of one Redis such as redis://127.0.0.1:6379/0' : parsed.reason;
    context.addIssue({ code: 'custom', message: reason.replace(/\.$/, '') });
    return z.NEVER;
  });

/** `sqlite`, or the URL of a database. */
export const storePlace = () =>
  text('sqlite, or a database such as postgres://user:password@host:5432/celeryscope', (given) => {
    if (given.toLowerCase() === 'sqlite') return 'sqlite';
    return /^postgres(?:ql)?:\/\//.test(given) && URL.canParse(given) ? given : undefined;
  });

export const httpUrl = () =>
  text('an http:// or https:// URL such as http://127.0.0.1:15672', (given) =>
    URL.canParse(given) && /^https?:$/.test(new URL(given).protocol) ? given : undefined,
  );

export const list = (what: string) =>
  text(what, (given) => {
    const items = given.split(',').map((item) => item.trim());
    return items.every((item) => item !== '' && !/\s/.test(item)) ? items : undefined;
  });

export interface User {
  readonly name: string;
  readonly password: string;
}

export const users = () =>
  text('user:password, several with a comma between (a colon and a password are needed in each)', (given) =>
    all(given.split(','), (pair): User | undefined => {
      const colon = pair.indexOf(':');
      const name = pair.slice(0, Math.max(colon, 0)).trim();
      const password = pair.slice(colon + 1);
      return name !== '' && password !== '' ? { name, password } : undefined;
    }),
  );

export interface Token {
  readonly name: string;
  readonly token: string;
}

const MIN_TOKEN_LENGTH = 8;

export const tokens = () =>
  text(`a word of at least ${MIN_TOKEN_LENGTH} characters, or name:word; several with a comma between`, (given) =>
    all(given.split(','), (item): Token | undefined => {
      const colon = item.indexOf(':');
      const name = colon === -1 ? 'token' : item.slice(0, colon).trim();
      const token = item.slice(colon + 1).trim();
      return name !== '' && token.length >= MIN_TOKEN_LENGTH && !/\s/.test(token) ? { name, token } : undefined;
    }),
  );

export const numberList = () =>
  text('whole numbers from 0 to 255 that rise, such as 0,3,6,9', (given) => {
    const numbers = all(given.split(','), (item) => (/^\s*\d{1,3}\s*$/.test(item) ? Number(item) : undefined));
    const rising = numbers?.every((value, index) => value <= 255 && (index === 0 || value > (numbers[index - 1] ?? 0)));
    return rising ? numbers : undefined;
  });

const MAX_BUCKETS = 50;

/** Upper bounds of a histogram; what is above all of them is a bucket in any case, so `inf` adds none. */
export const buckets = () =>
  text(`at most ${MAX_BUCKETS} numbers above 0 that rise, such as 0.1,1,10,inf`, (given) => {
    const words = given.split(',').map((word) => word.trim());
    if (/^\+?inf(inity)?$/i.test(words.at(-1) ?? '')) words.pop();
    const bounds = all(words, (word) => (/^\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(word) ? Number(word) : undefined));
    const rising = bounds?.every((bound, index) => Number.isFinite(bound) && bound > (bounds[index - 1] ?? 0));
    return rising === true && words.length > 0 && words.length <= MAX_BUCKETS ? bounds : undefined;
  });

/** kombu's `fanout_prefix`: on, off, or a pattern with `{db}`. */
export const fanoutPrefix = () =>
  text('true, false or a pattern such as /{db}.', (given): boolean | string | undefined =>
    given === '' ? undefined : (toSwitch(given) ?? given),
  );

/** kombu's separator holds control characters, hence the escapes. */
export const separator = () =>
  text('a text, control characters as \\x06\\x16', (given) => {
    const plain = given.replace(/\\x([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
    return plain === '' ? undefined : plain;
  });

function all<T>(items: readonly string[], parse: (item: string) => T | undefined): readonly T[] | undefined {
  const parsed = items.map(parse).filter((value) => value !== undefined);
  return parsed.length === items.length ? parsed : undefined;
}
