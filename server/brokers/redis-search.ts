import type { Redis } from 'ioredis';
import { openEnvelope, type Envelope } from './kombu-envelope';
import { SEARCH_FRESH_MS, type RedisBindings } from './redis-bindings';
import type { RedisNames } from './redis-names';
import { unackedMessages } from './redis-unacked';
import { walkFromEnd } from './redis-walk';

const MAX_MESSAGES = 1000;
const MAX_BYTES = 10 * 1024 * 1024;

export interface SearchedMessage {
  readonly envelope: Envelope;
  readonly queue: string | null;
  readonly in: 'queue' | 'unacked';
}

/**
 * Hands on the messages of all queues whose bytes `mayBe` wanted, and all that are not acknowledged, within bounds;
 * resolves to whether that was all there is.
 */
export async function searchRedis(
  client: Redis,
  names: RedisNames,
  bindings: RedisBindings,
  mayBe: (message: Buffer) => boolean,
  take: (message: SearchedMessage) => void,
): Promise<boolean> {
  const left = { messages: MAX_MESSAGES, bytes: MAX_BYTES };
  let everywhere = true;
  for (const queue of await bindings.discover(client, SEARCH_FRESH_MS)) {
    for (const { key } of names.lanes(queue)) {
      const ready = await client.llen(key);
      let seen = 0;
      for await (const { message } of walkFromEnd(client, key, left)) {
        seen += 1;
        // Most are other tasks': their bytes are searched before anything is parsed.
        if (!mayBe(message)) continue;
        const opened = openEnvelope(message);
        if (opened.ok) take({ envelope: opened.value, queue, in: 'queue' });
      }
      everywhere &&= seen >= ready;
    }
  }
  for await (const { content } of unackedMessages(client, names, MAX_MESSAGES, MAX_BYTES, 'oldest')) {
    if (content === null) continue;
    const queue = await bindings.queueOf(client, content.exchange, content.routingKey);
    take({ envelope: content.envelope, queue, in: 'unacked' });
  }
  return everywhere && (await client.hlen(names.unackedKey)) <= MAX_MESSAGES;
}
