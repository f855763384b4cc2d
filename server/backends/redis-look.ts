import type { Redis } from 'ioredis';
import type { ChordCount, ResultSample, ResultsReading } from '@/lib/cluster/results-log';
import { pipelined } from '../brokers/redis-queues';

const SCAN_COUNT = 500;
/** Of each look; the cursor is kept for the next one. */
const SCAN_STEPS = 8;
const MAX_CHORDS = 100;
const MAX_PARTS = 200;
const MAX_KEY_CHARS = 500;
const SAMPLED = 50;
const MAX_SAMPLE = 200;

/** Tells the id of a part that ended, and nothing of its result, which stands beside it. */
const ENDED_PART = `
local kind = redis.call('type', KEYS[1])['ok']
local member = nil
if kind == 'zset' then member = redis.call('zrange', KEYS[1], 0, 0)[1] end
if kind == 'list' then member = redis.call('lindex', KEYS[1], 0) end
return member and string.match(member, '^%[1, ?"([%w-]+)"') or false`;

const RESULT = 'celery-task-meta-';
const GROUP = 'celery-taskset-meta-';

/** Looks bit by bit at what a result backend holds: names of keys, sizes and expiries, never a result. */
export function createRedisLook(prefix: string): (client: Redis) => Promise<ResultsReading> {
  let cursor = '0';
  let [looked, results] = [0, 0];
  let whole: { readonly looked: number; readonly results: number } | null = null;
  let sample: readonly ResultSample[] = [];
  const groups = new Set<string>();

  const walk = async (client: Redis): Promise<readonly string[]> => {
    const uuids: string[] = [];
    for (let step = 0; step < SCAN_STEPS; step += 1) {
      const [next, keys] = await client.scan(cursor, 'COUNT', SCAN_COUNT);
      cursor = next;
      looked += keys.length;
      for (const key of keys) {
        if (key.length > MAX_KEY_CHARS) continue;
        if (key.startsWith(prefix + RESULT)) uuids.push(key.slice(prefix.length + RESULT.length));
        else if (key.startsWith(prefix + GROUP) && key.endsWith('.s') && groups.size < MAX_CHORDS)
          groups.add(key.slice(prefix.length + GROUP.length, -2));
      }
      if (cursor === '0') break;
    }
    results += uuids.length;
    return uuids;
  };

  return async (client) => {
    const isBeginning = cursor === '0';
    const uuids = await walk(client);
    if (cursor === '0') {
      whole = { looked, results };
      [looked, results] = [0, 0];
    }
    const step = Math.max(1, Math.floor(uuids.length / SAMPLED));
    const chosen = uuids.filter((_, index) => index % step === 0).slice(0, SAMPLED);
    const older = isBeginning && cursor === '0' ? [] : sample;
    sample = [...older, ...(await measured(client, prefix, chosen))].slice(-MAX_SAMPLE);
    const chords = await countChords(client, prefix, [...groups]);
    groups.clear();
    for (const { groupId } of chords) groups.add(groupId);
    const keys = await client.dbsize();
    return { at: Date.now() / 1000, keys, ...(whole ?? { looked, results }), sample, chords };
  };
}

async function measured(client: Redis, prefix: string, uuids: readonly string[]): Promise<readonly ResultSample[]> {
  const answers = await pipelined(
    client,
    uuids.flatMap((uuid) => {
      const key = prefix + RESULT + uuid;
      return [
        ['pttl', key],
        ['memory', 'usage', key],
      ];
    }),
  );
  return uuids.flatMap((uuid, index) => {
    const [ttl, bytes] = answers.slice(index * 2, index * 2 + 2).map(numberOf);
    // Gone meanwhile, or not allowed.
    if (ttl == null || ttl === -2) return [];
    return [{ uuid, bytes: bytes ?? null, expiresInSeconds: ttl < 0 ? null : ttl / 1000 }];
  });
}

async function countChords(client: Redis, prefix: string, groups: readonly string[]): Promise<readonly ChordCount[]> {
  const keyOf = (group: string, suffix: string): string => `${prefix}${GROUP}${group}${suffix}`;
  const answers = await pipelined(
    client,
    groups.flatMap((group) => [
      ['get', keyOf(group, '.s')],
      ['get', keyOf(group, '.t')],
      ['zcard', keyOf(group, '.j')],
      ['llen', keyOf(group, '.j')],
      ['pttl', keyOf(group, '.s')],
      ['eval', ENDED_PART, '1', keyOf(group, '.j')],
    ]),
  );
  const chords: ChordCount[] = [];
  for (const [index, groupId] of groups.entries()) {
    const told = answers.slice(index * 6, index * 6 + 6);
    const [size, more, members, items, ttl] = told.map(numberOf);
    if (size == null) continue;
    const total = size + (more ?? 0);
    // An ordered counter is a sorted set, any other a list: one of the two was refused.
    const done = members ?? items ?? 0;
    const missing = members == null || done >= total ? null : await missingParts(client, keyOf(groupId, '.j'), total);
    const expiresInSeconds = ttl == null || ttl < 0 ? null : ttl / 1000;
    const endedPart = typeof told[5] === 'string' ? told[5].slice(0, MAX_KEY_CHARS) : null;
    chords.push({ groupId, size: total, done, missing, endedPart, expiresInSeconds });
  }
  return chords;
}

async function missingParts(client: Redis, key: string, size: number): Promise<readonly number[] | null> {
  if (size > MAX_PARTS) return null;
  const indexes = Array.from({ length: size }, (_, index) => index);
  const counts = await pipelined(
    client,
    indexes.map((index) => ['zcount', key, String(index), String(index)]),
  );
  return indexes.filter((index) => counts[index] === 0);
}

function numberOf(answer: unknown): number | null {
  if (answer === null || answer === undefined) return null;
  const value = Number(answer);
  return Number.isFinite(value) ? value : null;
}
