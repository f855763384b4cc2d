import type { Redis } from 'ioredis';
import { isRecord } from '@/lib/celery/bounded';
import type { RedisUrl } from '../brokers/broker-url';
import { connectRedis, type RedisTarget } from '../brokers/redis-connect';
import { createRedisLocks } from '../brokers/redis-locks';
import { toBrokerError } from '../brokers/redis-errors';
import type { ResultBackend, StoredResult } from './backend';
import { createRedisLook } from './redis-look';
import { decodeStoredResult } from './stored-result';

const CHUNK = 100;
const MAX_UUIDS = 5000;
const MAX_RESULT_BYTES = 4 * 1024 * 1024;
const MAX_READ_BYTES = 32 * 1024 * 1024;
/** A backend that is down is not asked again before; nobody waits for it meanwhile. */
const PAUSE_MS = 10_000;

/** Reads `celery-task-meta-<id>`, on a connection that is opened at the first question and again after a loss. */
export function createRedisBackend(url: RedisUrl, conf: Readonly<Record<string, unknown>>): ResultBackend {
  const prefix = `${keyPrefix(conf)}celery-task-meta-`;
  const look = createRedisLook(keyPrefix(conf));
  const locks = createRedisLocks(url.endpoints[0].db);
  const target = toTarget(url, conf);
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

  return {
    url: url.display,
    async read(uuids) {
      const found = new Map<string, StoredResult>();
      const wanted = [...new Set(uuids)].slice(0, MAX_UUIDS);
      if (wanted.length === 0) return found;
      try {
        const client = await connect();
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
      } catch (error) {
        throw toBrokerError(error, target.address);
      }
    },
    async look() {
      try {
        return await look(await connect());
      } catch (error) {
        throw toBrokerError(error, target.address);
      }
    },
    async locks(prefixes) {
      try {
        return await locks(await connect(), prefixes);
      } catch (error) {
        throw toBrokerError(error, target.address);
      }
    },
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

/** The backend's own prefix, which is not the broker's. */
function keyPrefix(conf: Readonly<Record<string, unknown>>): string {
  const options = conf['result_backend_transport_options'];
  const prefix = isRecord(options) ? options['global_keyprefix'] : null;
  if (typeof prefix !== 'string' || prefix.length > 200) return '';
  // Celery's own rule.
  return prefix === '' || /[:_.-]$/.test(prefix) ? prefix : `${prefix}_`;
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
