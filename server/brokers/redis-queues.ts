import type { Redis } from 'ioredis';
import type { QueueReading } from './broker';
import { openEnvelope } from './kombu-envelope';
import { isRefusal } from './redis-connect';
import type { RedisNames } from './redis-names';

const MAX_QUEUES = 2000;
const MAX_NAME_CHARS = 500;
/** Reading a head means reading the whole message. */
const MAX_HEAD_BYTES = 1024 * 1024;

/** Facts of a broker without consumers, rates or unacked counts by queue; the collector knows them from elsewhere. */
const notOnRedis = {
  unacked: 'read_separately',
  consumers: 'redis_has_no_consumers',
  inPerSecond: 'redis_keeps_no_rates',
  outPerSecond: 'redis_keeps_no_rates',
};

interface Lane {
  readonly priority: number;
  readonly key: string;
  readonly ready: number | null;
}

/**
 * Reads the lanes of each queue in one round trip, then the right end of those that are not empty. A message bears no
 * time of its publication, so which lane's end waits longest can't be told: the lane served last is taken.
 */
export async function readRedisQueues(
  client: Redis,
  names: RedisNames,
  queues: readonly string[],
): Promise<QueueReading[]> {
  const wanted = [...new Set(queues)]
    .filter((queue) => queue !== '' && queue.length <= MAX_NAME_CHARS)
    .slice(0, MAX_QUEUES);
  const lanesOf = await readLanes(client, names, wanted);
  const heads = await readHeads(
    client,
    lanesOf.flatMap((lanes) => endsOf(lanes)),
  );
  return wanted.map((name, index) => toReading(name, lanesOf[index] ?? [], heads));
}

async function readLanes(client: Redis, names: RedisNames, queues: readonly string[]): Promise<Lane[][]> {
  const lanes = queues.map((queue) => names.lanes(queue));
  const lengths = await pipelined(
    client,
    lanes.flat().map(({ key }) => ['llen', key]),
  );
  let position = 0;
  return lanes.map((own) =>
    own.map((lane) => {
      const length = lengths[position++];
      return { ...lane, ready: typeof length === 'number' ? length : null };
    }),
  );
}

/** The lanes whose right ends are the next to be delivered and, most likely, the one that waits longest. */
function endsOf(lanes: readonly Lane[]): string[] {
  const filled = lanes.filter(({ ready }) => ready !== null && ready > 0);
  return [...new Set([filled[0]?.key, filled.at(-1)?.key])].filter((key) => key !== undefined);
}

async function readHeads(client: Redis, keys: readonly string[]): Promise<Map<string, string | null>> {
  const heads = new Map<string, string | null>();
  const sizes = await pipelined(
    client,
    keys.flatMap((key) => [
      ['memory', 'usage', key],
      ['llen', key],
    ]),
  );
  const small = keys.filter((_, index) => {
    const [bytes, length] = [sizes[index * 2], sizes[index * 2 + 1]];
    // Where MEMORY is not allowed the size stays unknown, and the head is read all the same.
    return typeof bytes !== 'number' || typeof length !== 'number' || bytes / Math.max(1, length) <= MAX_HEAD_BYTES;
  });
  const messages = await pipelined(
    client,
    small.map((key) => ['lindex', key, '-1']),
  );
  small.forEach((key, index) => heads.set(key, uuidOf(messages[index])));
  return heads;
}

function uuidOf(message: unknown): string | null {
  if (typeof message !== 'string' || message.length > MAX_HEAD_BYTES) return null;
  const opened = openEnvelope(message);
  const id = opened.ok ? (opened.value.headers['id'] ?? opened.value.properties['correlation_id']) : null;
  return typeof id === 'string' && id !== '' && id.length <= MAX_NAME_CHARS ? id : null;
}

function toReading(name: string, lanes: readonly Lane[], heads: ReadonlyMap<string, string | null>): QueueReading {
  const unknown: Record<string, string> = { ...notOnRedis };
  const readable = lanes.length > 0 && lanes.every(({ ready }) => ready !== null);
  const [first, last] = [endsOf(lanes)[0], endsOf(lanes).at(-1)];
  const headUuid = first === undefined ? null : (heads.get(first) ?? null);
  const oldestUuid = last === undefined ? null : (heads.get(last) ?? null);
  if (!readable) unknown['ready'] = unknown['readyByPriority'] = 'not_readable';
  if (headUuid === null) unknown['headUuid'] = first === undefined ? 'empty' : 'not_readable';
  if (oldestUuid === null) unknown['oldestUuid'] = last === undefined ? 'empty' : 'not_readable';
  return {
    name,
    ready: readable ? lanes.reduce((sum, { ready }) => sum + (ready ?? 0), 0) : null,
    readyByPriority: readable ? lanes.map(({ priority, ready }) => ({ priority, ready: ready ?? 0 })) : null,
    unacked: null,
    consumers: null,
    inPerSecond: null,
    outPerSecond: null,
    headUuid,
    oldestUuid,
    unknown,
  };
}

/** One round trip; the place of a command that was refused (no permission, another type of key) holds null. */
export async function pipelined(client: Redis, commands: readonly (readonly string[])[]): Promise<unknown[]> {
  if (commands.length === 0) return [];
  const answers: readonly (readonly [unknown, unknown])[] =
    (await client.pipeline(commands.map((command) => [...command])).exec()) ?? [];
  for (const [error] of answers) if (error instanceof Error && !isRefusal(error)) throw error;
  return answers.map(([error, value]) => (error === null ? value : null));
}
