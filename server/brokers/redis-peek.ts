import type { Redis } from 'ioredis';
import type { PeekedMessage, PeekedQueue } from '@/lib/queues/peek';
import { peekedOnRedis } from './peeked-message';
import { pipelined } from './redis-queues';
import type { RedisNames } from './redis-names';
import { stepOf } from './redis-walk';

/** Of all lanes together. */
const MAX_BYTES = 8 * 1024 * 1024;

/** Reads the right end of each lane, where the next to be served lie; nothing is changed by that. */
export async function peekAtRedis(
  client: Redis,
  names: RedisNames,
  queue: string,
  limit: number,
): Promise<Omit<PeekedQueue, 'queue'>> {
  const messages: PeekedMessage[] = [];
  const lanes: { priority: number; ready: number; shown: number }[] = [];
  let [before, bytes] = [0, MAX_BYTES];
  for (const { priority, key } of names.lanes(queue)) {
    const [length, size] = await pipelined(client, [
      ['llen', key],
      ['memory', 'usage', key],
    ]);
    const ready = typeof length === 'number' ? length : 0;
    const step = stepOf(typeof size === 'number' ? size / Math.max(1, ready) : 0);
    let shown = 0;
    while (shown < Math.min(limit, ready) && bytes > 0) {
      const wanted = Math.min(step, limit - shown);
      const chunk = await client.lrangeBuffer(key, -shown - wanted, -shown - 1);
      if (chunk.length === 0) break;
      for (const message of chunk.reverse()) {
        bytes -= message.length;
        messages.push(peekedOnRedis(message, { priority, ahead: before + shown }));
        shown += 1;
      }
      if (chunk.length < wanted) break;
    }
    lanes.push({ priority, ready, shown });
    before += ready;
  }
  return { at: Date.now() / 1000, lanes, messages };
}
