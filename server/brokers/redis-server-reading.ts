import type { Redis } from 'ioredis';
import type { ReplyList, ServerReading } from '@/lib/cluster/server-log';
import { isRefusal } from './redis-connect';
import { pipelined } from './redis-queues';
import type { RedisNames } from './redis-names';

const SCAN_COUNT = 500;
/** Of each reading; the cursors are kept for the next one. */
const SCAN_STEPS = 4;
const MAX_LISTS = 1000;
const MAX_MEASURED = 20;
const MAX_KEY_CHARS = 500;
/** So exactly its uptime tells when it started. */
const START_SECONDS = 2;

/** Reads what the server tells of itself, and looks for reply lists bit by bit. */
export interface RedisServerReader {
  read(client: Redis, names: RedisNames): Promise<ServerReading>;
}

export function createRedisServerReader(nowSeconds: () => number): RedisServerReader {
  const found = new Set<string>();
  let keyCursor = '0';
  let memberCursor = '0';

  const walk = async (client: Redis, names: RedisNames) => {
    const { replyExchange, replyBindingKey, options } = names;
    for (let step = 0; step < SCAN_STEPS; step += 1) {
      const [nextKey, keys] = await client.scan(keyCursor, 'MATCH', `*.${replyExchange}`, 'COUNT', SCAN_COUNT);
      const [nextMember, members] = await client.sscan(replyBindingKey, memberCursor, 'COUNT', SCAN_COUNT);
      [keyCursor, memberCursor] = [nextKey, nextMember];
      const oids = members.map((member) => member.split(options.sep)[0] ?? '').filter((oid) => oid !== '');
      for (const key of [...keys, ...oids.map((oid) => names.replyKey(oid))])
        if (found.size < MAX_LISTS && key.length <= MAX_KEY_CHARS) found.add(key);
      if (keyCursor === '0' && memberCursor === '0') return;
    }
  };

  const readReplies = async (client: Redis, names: RedisNames): Promise<readonly ReplyList[] | null> => {
    try {
      await walk(client, names);
      const lists = await filled(client, [...found]);
      // Who is not filled now is found again when it is.
      found.clear();
      for (const { key } of lists) found.add(key);
      return lists;
    } catch (error) {
      return refused(error);
    }
  };

  return {
    async read(client, names) {
      const told = await client.info().then(parseInfo, refused);
      const number = (field: string): number | null => {
        const value = Number(told?.get(field) ?? Number.NaN);
        return Number.isFinite(value) ? value : null;
      };
      const appends = number('aof_enabled');
      return {
        at: nowSeconds(),
        runId: told?.get('run_id') ?? null,
        policy: told?.get('maxmemory_policy') ?? null,
        maxBytes: number('maxmemory'),
        usedBytes: number('used_memory'),
        evictedKeys: number('evicted_keys'),
        appends: appends === null ? null : appends === 1,
        snapshots: await savesOf(client),
        savedAt: savedAt(number),
        startedEmpty: startedEmpty(told),
        clients: number('connected_clients'),
        replies: await readReplies(client, names),
        replyBindingKey: names.replyBindingKey,
        replyBindings: await client.scard(names.replyBindingKey).catch(refused),
      };
    },
  };
}

// A server that was just started tells its start as the last save.
function savedAt(number: (field: string) => number | null): number | null {
  const saved = number('rdb_last_save_time');
  if (saved === null || number('rdb_saves') === 0) return null;
  const serverNow = (number('server_time_usec') ?? Number.NaN) / 1e6;
  const startedAt = serverNow - (number('uptime_in_seconds') ?? Number.NaN);
  return Math.abs(saved - startedAt) <= START_SECONDS ? null : saved;
}

async function savesOf(client: Redis): Promise<boolean | null> {
  const told: unknown = await client.config('GET', 'save').catch(refused);
  const rules: unknown = Array.isArray(told) ? told[1] : null;
  return typeof rules === 'string' ? rules.trim() !== '' : null;
}

/** A replica that was promoted keeps the id of whom it followed; what it was given it did not load. */
function startedEmpty(told: ReadonlyMap<string, string> | null): boolean | null {
  const loaded = told?.get('rdb_last_load_keys_loaded');
  const followed = told?.get('master_replid2');
  if (loaded === undefined || followed === undefined) return null;
  return loaded === '0' && told?.get('role') === 'master' && /^0+$/.test(followed);
}

async function filled(client: Redis, keys: readonly string[]): Promise<readonly ReplyList[]> {
  const lengths = await pipelined(
    client,
    keys.map((key) => ['llen', key]),
  );
  const lists = keys
    .map((key, index) => ({ key, messages: Number(lengths[index]) }))
    .filter(({ messages }) => messages > 0)
    .sort((a, b) => b.messages - a.messages);
  const sizes = await pipelined(
    client,
    lists.slice(0, MAX_MEASURED).map(({ key }) => ['memory', 'usage', key]),
  );
  return lists.map((list, index) => {
    const bytes = sizes[index];
    return { ...list, bytes: typeof bytes === 'number' ? bytes : null };
  });
}

function parseInfo(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(/\r?\n/).flatMap((line) => {
      const at = line.indexOf(':');
      return at <= 0 ? [] : [[line.slice(0, at), line.slice(at + 1, at + 200)] as const];
    }),
  );
}

/** Forbidden by an ACL, or unknown to a proxy: then it is not known. */
function refused(error: unknown): null {
  if (isRefusal(error)) return null;
  throw error;
}
