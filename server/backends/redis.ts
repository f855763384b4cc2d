import type { Redis } from 'ioredis';
import { isRecord } from '@/lib/celery/bounded';
import { BrokerError } from '../brokers/broker';
import { parseBrokerUrl, type RedisUrl } from '../brokers/broker-url';
import { connectRedis, type RedisTarget } from '../brokers/redis-connect';
import { createRedisLocks } from '../brokers/redis-locks';
import { toBrokerError } from '../brokers/redis-errors';
import { isReady } from '@/lib/tasks/stored-answer';
import { abortedMeta } from './aborted-meta';
import type { ResultBackend, StoredResult } from './backend';
import type { BackendOpener } from './index';
import { createRedisLook } from './redis-look';
import { createPrefixSearch, keyPrefix, splitPrefix } from './redis-prefix';
import { resultExpirySeconds } from './result-expiry';
import { decodeStoredResult } from './stored-result';
import { unreadValue } from './unread-value';

const CHUNK = 100;
const MAX_UUIDS = 5000;
const MAX_RESULT_BYTES = 4 * 1024 * 1024;
const MAX_READ_BYTES = 32 * 1024 * 1024;
/** A backend that is down is not asked again before; nobody waits for it meanwhile. */
const PAUSE_MS = 10_000;

/** `redis://`, `rediss://`, `sentinel://` and sockets. */
export const openRedisBackend: BackendOpener = (url, conf) => {
  const { url: address, prefix } = splitPrefix(url);
  const parsed = parseBrokerUrl(address);
  if (!parsed.ok || parsed.url.kind !== 'redis') return null;
  return { ok: true, backend: createRedisBackend(parsed.url, conf, prefix ?? keyPrefix(conf)) };
};

/** Reads `celery-task-meta-<id>`, on a connection that is opened at the first question and again after a loss. */
function createRedisBackend(
  url: RedisUrl,
  conf: Readonly<Record<string, unknown>>,
  known: string | null,
): ResultBackend {
  const findPrefix = createPrefixSearch(known);
  let look: ReturnType<typeof createRedisLook> | null = null;
  const locks = createRedisLocks(url.endpoints[0].db);
  const target = toTarget(url, conf);
  const expiry = resultExpirySeconds(conf);
  let connection: Promise<Redis> | null = null;
  let retryAt = 0;
  let failure: unknown = null;

  const connect = (): Promise<Redis> => {
    if (connection !== null) return connection;
    if (Date.now() < retryAt) return Promise.reject(toBrokerError(failure, target.address));
    const opening = connectRedis(target);
    connection = opening;
    const forget = (error: unknown): void => {
      if (connection === opening) connection = null;
      failure = error;
      retryAt = Date.now() + PAUSE_MS;
    };
    opening.then((client) => client.once('close', () => forget(new Error('Connection is closed.'))), forget);
    return opening;
  };

  /** The key of a task's result without its id. */
  const keyOf = async (client: Redis): Promise<string> => `${await findPrefix(client)}celery-task-meta-`;
  const asking = async <T>(work: (client: Redis) => Promise<T>): Promise<T> => {
    try {
      return await work(await connect());
    } catch (error) {
      if (error instanceof BrokerError) throw error;
      throw toBrokerError(error, target.address);
    }
  };

  return {
    kind: 'redis',
    url: url.display,
    async read(uuids) {
      const found = new Map<string, StoredResult>();
      const wanted = [...new Set(uuids)].slice(0, MAX_UUIDS);
      if (wanted.length === 0) return found;
      return asking(async (client) => {
        const prefix = await keyOf(client);
        let budget = MAX_READ_BYTES;
        for (let start = 0; start < wanted.length && budget > 0; start += CHUNK) {
          const chunk = await readable(client, prefix, wanted.slice(start, start + CHUNK), budget);
          if (chunk.uuids.length === 0) continue;
          budget -= chunk.bytes;
          const texts = await client.mgetBuffer(...chunk.uuids.map((uuid) => prefix + uuid));
          for (const [index, uuid] of chunk.uuids.entries()) {
            const stored = decodeStoredResult(uuid, texts[index] ?? null);
            if (stored !== null) found.set(uuid, stored);
          }
        }
        return found;
      });
    },
    unread: (uuid) =>
      asking(async (client) => {
        const prefix = await keyOf(client);
        const bytes = await client.strlen(prefix + uuid);
        if (bytes === 0) return null;
        return unreadValue(await client.getrangeBuffer(prefix + uuid, 0, 1), bytes, MAX_RESULT_BYTES);
      }),
    abort: (uuid) =>
      asking(async (client) => {
        const key = (await keyOf(client)) + uuid;
        const bytes = await client.strlen(key);
        const stored = bytes > MAX_RESULT_BYTES ? null : decodeStoredResult(uuid, await client.getBuffer(key));
        // What is there and can't be read may be a result.
        if (bytes > 0 && (stored === null || isReady(stored.status)))
          return { outcome: 'ended', status: stored?.status ?? 'UNKNOWN' };
        const meta = abortedMeta(uuid, Date.now() / 1000);
        if (expiry === null) await client.set(key, meta);
        else await client.setex(key, Math.ceil(expiry), meta);
        // As each write of Celery's: who waits for the result hears of it.
        await client.publish(key, meta);
        return { outcome: 'aborted' };
      }),
    look: () => asking(async (client) => (look ??= createRedisLook(await findPrefix(client)))(client)),
    locks: (prefixes) => asking((client) => locks(client, prefixes)),
    async close() {
      const closing = connection;
      connection = null;
      retryAt = Infinity;
      failure = new Error('Connection is closed.');
      const client = await closing?.catch(() => null);
      client?.disconnect();
    },
  };
}

/** Results may be of any size, so sizes are asked first; missing and oversized ones are left out. */
async function readable(
  client: Redis,
  prefix: string,
  uuids: readonly string[],
  budget: number,
): Promise<{ uuids: string[]; bytes: number }> {
  const answers = (await client.pipeline(uuids.map((uuid) => ['strlen', prefix + uuid])).exec()) ?? [];
  const chosen: string[] = [];
  let bytes = 0;
  for (const [index, uuid] of uuids.entries()) {
    const [error, size] = answers[index] ?? [null, 0];
    // STRLEN forbidden or a key of another type: MGET then says which.
    const length = error === null && typeof size === 'number' ? size : 1;
    if (length === 0 || length > MAX_RESULT_BYTES || bytes + length > budget) continue;
    bytes += length;
    chosen.push(uuid);
  }
  return { uuids: chosen, bytes };
}

function toTarget(url: RedisUrl, conf: Readonly<Record<string, unknown>>): RedisTarget {
  const [endpoint] = url.endpoints;
  const clientName = 'celeryscope-results';
  if (url.sentinels === null) {
    return { endpoint, sentinels: null, address: endpoint.path ?? `${endpoint.host}:${endpoint.port}`, clientName };
  }
  const options = conf['result_backend_transport_options'];
  const named = isRecord(options) && typeof options['master_name'] === 'string' ? options['master_name'] : null;
  return {
    endpoint,
    sentinels: { ...url.sentinels, masterName: url.sentinels.masterName ?? named },
    address: url.sentinels.nodes.map(({ host, port }) => `${host}:${port}`).join(', '),
    clientName,
  };
}
