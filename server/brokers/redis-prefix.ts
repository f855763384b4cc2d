import type { Redis } from 'ioredis';
import { isRefusal } from './redis-connect';
import type { RedisNames } from './redis-names';
import { sleep } from './sleep';

const LOOK_EVERY_MS = 30_000;
const SCAN_COUNT = 1000;
const SCAN_STEPS = 10;
const MAX_PREFIX_CHARS = 60;

/**
 * With a `global_keyprefix` that we do not know, workers are out of sight and can't tell it. While no worker listens
 * under the known prefix, others' prefixes are looked for: as a hint only, because they may belong to another team.
 */
export async function watchForPrefixes(
  client: Redis,
  names: () => RedisNames,
  hint: (prefixes: readonly string[]) => void,
  signal: AbortSignal,
): Promise<void> {
  let cursor = '0';
  let found = new Set<string>();
  while (!signal.aborted) {
    try {
      const current = names();
      const key = current.bindingKey(current.controlExchange);
      if ((await client.exists(key)) > 0) {
        hint([]);
        return;
      }
      const bare = key.slice(current.options.globalKeyprefix.length);
      for (let step = 0; step < SCAN_STEPS; step += 1) {
        const [next, keys] = await client.scan(cursor, 'MATCH', `*${bare}`, 'COUNT', SCAN_COUNT);
        for (const each of keys)
          if (each.length - bare.length <= MAX_PREFIX_CHARS) found.add(each.slice(0, -bare.length));
        cursor = next;
        if (cursor !== '0') continue;
        hint([...found].sort().slice(0, 5));
        found = new Set();
        break;
      }
    } catch (error) {
      if (isRefusal(error)) return;
      throw error;
    }
    await sleep(LOOK_EVERY_MS, signal);
  }
}
