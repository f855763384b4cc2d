import type { Redis } from 'ioredis';
import type { ChordPart } from '@/lib/cluster/results-log';
import type { RedisBindings } from './redis-bindings';
import type { RedisNames } from './redis-names';
import { searchRedis } from './redis-search';
import { uuidOfEnvelope } from './redis-unacked';

const MAX_PARTS = 100;
const MAX_NAME_CHARS = 500;

/** Parts of a group that lie in the broker. `everywhere`: all that lies there was looked at. */
export async function findRedisGroup(
  client: Redis,
  names: RedisNames,
  bindings: RedisBindings,
  groupId: string,
): Promise<{ readonly found: readonly ChordPart[]; readonly everywhere: boolean }> {
  const found: ChordPart[] = [];
  const mayBe = (message: Buffer): boolean => message.includes(groupId);
  const everywhere = await searchRedis(client, names, bindings, mayBe, ({ envelope, queue, in: place }) => {
    if (envelope.headers['group'] !== groupId || found.length >= MAX_PARTS) return;
    const { task, group_index: index } = envelope.headers;
    found.push({
      uuid: (uuidOfEnvelope(envelope) ?? '').slice(0, MAX_NAME_CHARS),
      name: typeof task === 'string' ? task.slice(0, MAX_NAME_CHARS) : null,
      index: typeof index === 'number' ? index : null,
      queue,
      in: place,
    });
  });
  return { found, everywhere };
}
