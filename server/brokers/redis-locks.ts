import type { Redis } from 'ioredis';
import type { BeatEntry } from '@/lib/celery/beat-schedule';
import { decodeRedbeatEntry } from '@/lib/celery/redbeat-entry';
import type { BeatLock, LockPrefixes, LocksReading, TaskLock } from '@/lib/cluster/locks';
import { isRefusal } from './redis-connect';
import { pipelined } from './redis-queues';

const SCAN_COUNT = 1000;
/** Of each look; the cursor is kept for the next one. */
const SCAN_STEPS = 8;
const MAX_LOCKS = 500;
const MAX_KEY_CHARS = 500;
const MAX_VALUE_CHARS = 100;
const MAX_ENTRIES = 50;
const MAX_DEFINITION_BYTES = 65_536;

/** Looks bit by bit for locks of celery-once and celery-singleton, and at redbeat's and its schedule; changes nothing. */
export function createRedisLocks(db: number): (client: Redis, prefixes: LockPrefixes) => Promise<LocksReading | null> {
  const found = new Set<string>();
  let cursor = '0';

  const walk = async (client: Redis, { once, singleton }: LockPrefixes): Promise<void> => {
    const pattern = patternOf(once, singleton);
    for (let step = 0; step < SCAN_STEPS; step += 1) {
      const [next, keys] = await client.scan(cursor, 'MATCH', pattern, 'COUNT', SCAN_COUNT);
      for (const key of keys) {
        const isLock = key.startsWith(once) || key.startsWith(singleton);
        if (isLock && key.length <= MAX_KEY_CHARS && found.size < MAX_LOCKS) found.add(key);
      }
      cursor = next;
      if (cursor === '0') return;
    }
  };

  return async (client, prefixes) => {
    try {
      await walk(client, prefixes);
      const at = Date.now() / 1000;
      const locks = (await readAll(client, [...found])).map(({ key, value, expiresAt }): TaskLock => {
        const kind = key.startsWith(prefixes.singleton) ? 'singleton' : 'once';
        return { kind, key, db, value, expiresAt };
      });
      found.clear();
      for (const { key } of locks) found.add(key);
      const due = await readDue(client, prefixes.beat);
      const [lock] = await readAll(client, [`${prefixes.beat}:lock`]);
      const beat = lock === undefined || lock.value === '' ? null : { ...lock, db, entries: due };
      return { at, locks, beat, schedule: await readSchedule(client, due) };
    } catch (error) {
      // Forbidden by an ACL: then nothing is known of locks.
      if (isRefusal(error)) return null;
      throw error;
    }
  };
}

interface Held {
  readonly key: string;
  readonly value: string;
  readonly expiresAt: number | null;
}

/** Those that are there, and are texts. */
async function readAll(client: Redis, keys: readonly string[]): Promise<readonly Held[]> {
  const answers = await pipelined(
    client,
    keys.flatMap((key) => [
      ['getrange', key, '0', String(MAX_VALUE_CHARS - 1)],
      ['pttl', key],
    ]),
  );
  const now = Date.now() / 1000;
  return keys.flatMap((key, index) => {
    const [value, ttl] = answers.slice(index * 2, index * 2 + 2);
    if (typeof value !== 'string' || typeof ttl !== 'number' || ttl === -2) return [];
    return [{ key, value, expiresAt: ttl < 0 ? null : now + ttl / 1000 }];
  });
}

/** The entries of redbeat that are due next; one that is over has a score below zero. */
async function readDue(client: Redis, prefix: string): Promise<BeatLock['entries']> {
  const due = await client.zrangebyscore(`${prefix}:schedule`, 0, '+inf', 'WITHSCORES', 'LIMIT', 0, MAX_ENTRIES);
  return due.flatMap((key, index) => {
    const dueAt = Number(due[index + 1]);
    return index % 2 === 1 || !Number.isFinite(dueAt) || key.length > MAX_KEY_CHARS ? [] : [{ key, dueAt }];
  });
}

async function readSchedule(client: Redis, due: BeatLock['entries']): Promise<readonly BeatEntry[]> {
  const sizes = await pipelined(
    client,
    due.map(({ key }) => ['hstrlen', key, 'definition']),
  );
  const small = due.filter((_, index) => Number(sizes[index]) > 0 && Number(sizes[index]) <= MAX_DEFINITION_BYTES);
  const texts = await pipelined(
    client,
    small.map(({ key }) => ['hget', key, 'definition']),
  );
  return texts.flatMap((text) => (typeof text === 'string' ? (decodeRedbeatEntry(text) ?? []) : []));
}

/** One pattern for both, so that the keys are walked once: at each place a character of either. */
function patternOf(one: string, other: string): string {
  const length = Math.min(one.length, other.length);
  const places = Array.from({ length }, (_, place) => `[${escaped(one[place])}${escaped(other[place])}]`);
  return `${places.join('')}*`;
}

function escaped(character = ''): string {
  return /\w/.test(character) ? character : `\\${character}`;
}
