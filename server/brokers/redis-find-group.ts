import type { Redis } from 'ioredis';
import type { ChordPart } from '@/lib/cluster/results-log';
import { openEnvelope, type Envelope } from './kombu-envelope';
import type { RedisBindings } from './redis-bindings';
import type { RedisNames } from './redis-names';
import { unackedMessages, uuidOfEnvelope } from './redis-unacked';
import { walkFromEnd } from './redis-walk';

const MAX_MESSAGES = 1000;
const MAX_BYTES = 10 * 1024 * 1024;
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
  const left = { messages: MAX_MESSAGES, bytes: MAX_BYTES };
  let everywhere = true;
  const take = (envelope: Envelope, queue: string | null, place: ChordPart['in']): void => {
    if (envelope.headers['group'] !== groupId || found.length >= MAX_PARTS) return;
    const { task, group_index: index } = envelope.headers;
    found.push({
      uuid: (uuidOfEnvelope(envelope) ?? '').slice(0, MAX_NAME_CHARS),
      name: typeof task === 'string' ? task.slice(0, MAX_NAME_CHARS) : null,
      index: typeof index === 'number' ? index : null,
      queue,
      in: place,
    });
  };
  for (const queue of await bindings.discover(client)) {
    for (const { key } of names.lanes(queue)) {
      const ready = await client.llen(key);
      let seen = 0;
      for await (const { message } of walkFromEnd(client, key, left)) {
        seen += 1;
        // Most are other tasks': their bytes are searched before anything is parsed.
        if (!message.includes(groupId)) continue;
        const opened = openEnvelope(message);
        if (opened.ok) take(opened.value, queue, 'queue');
      }
      everywhere &&= seen >= ready;
    }
  }
  for await (const { content } of unackedMessages(client, names, MAX_MESSAGES, MAX_BYTES, 'oldest')) {
    if (content === null) continue;
    const queue = await bindings.queueOf(client, content.exchange, content.routingKey);
    take(content.envelope, queue, 'unacked');
  }
  everywhere &&= (await client.hlen(names.unackedKey)) <= MAX_MESSAGES;
  return { found, everywhere };
}
