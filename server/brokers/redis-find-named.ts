import type { Redis } from 'ioredis';
import type { RedisBindings } from './redis-bindings';
import type { RedisNames } from './redis-names';
import { searchRedis } from './redis-search';

/** Whether a message of this task lies in the broker. `everywhere`: what was not found is not there. */
export async function findRedisNamed(
  client: Redis,
  names: RedisNames,
  bindings: RedisBindings,
  name: string,
): Promise<{ readonly isFound: boolean; readonly everywhere: boolean }> {
  let isFound = false;
  // Other characters may be written as escapes, and would not be found by their bytes.
  const isPlain = /^[\w .:@/-]+$/.test(name);
  const mayBe = (message: Buffer): boolean => !isPlain || message.includes(name);
  const everywhere = await searchRedis(client, names, bindings, mayBe, ({ envelope }) => {
    isFound ||= envelope.headers['task'] === name;
  });
  return { isFound, everywhere };
}
