import type { Redis } from 'ioredis';
import type { TaskMessage } from './broker';
import { openEnvelope, type Envelope } from './kombu-envelope';
import type { RedisBindings } from './redis-bindings';
import type { RedisNames } from './redis-names';
import { pipelined } from './redis-queues';
import { unackedMessages, uuidOfEnvelope } from './redis-unacked';

const MAX_MESSAGES = 2000;
const MAX_BYTES = 20 * 1024 * 1024;
const CHUNK_MESSAGES = 100;
const CHUNK_BYTES = 1024 * 1024;

/** What may still be read, shared by all lanes of a search. */
interface Budget {
  messages: number;
  bytes: number;
}

/** Looks at both ends of each lane, in the order served, then among the delivered messages; null when not found within the bounds. */
export async function findRedisMessage(
  client: Redis,
  names: RedisNames,
  bindings: RedisBindings,
  uuid: string,
  queueHint: string | null,
): Promise<TaskMessage | null> {
  const budget: Budget = { messages: MAX_MESSAGES, bytes: MAX_BYTES };
  const queues = queueHint === null ? await bindings.discover(client) : [queueHint];
  for (const queue of queues) {
    for (const lane of names.lanes(queue)) {
      const envelope = await searchLane(client, lane.key, uuid, budget);
      if (envelope !== null) return toTaskMessage(envelope, queue, 'queue', { exchange: '', routingKey: queue });
    }
  }
  for await (const { content } of unackedMessages(client, names, MAX_MESSAGES, MAX_BYTES, 'newest')) {
    if (content === null || uuidOfEnvelope(content.envelope) !== uuid) continue;
    const queue =
      (await bindings.queueOf(client, content.exchange, content.routingKey)) ?? queueHint ?? content.routingKey;
    return toTaskMessage(content.envelope, queue, 'unacked', content);
  }
  return null;
}

async function searchLane(client: Redis, key: string, uuid: string, budget: Budget): Promise<Envelope | null> {
  const [length, bytes] = await pipelined(client, [
    ['llen', key],
    ['memory', 'usage', key],
  ]);
  if (typeof length !== 'number' || length === 0) return null;
  const average = typeof bytes === 'number' ? bytes / length : CHUNK_BYTES / CHUNK_MESSAGES;
  const step = Math.max(1, Math.min(CHUNK_MESSAGES, Math.floor(CHUNK_BYTES / Math.max(1, average))));
  // From the right, where the next to be delivered lie, and from the left, where the newest do, in turn.
  for (
    let seen = 0, fromRight = true;
    seen * 2 < length + step && budget.messages > 0 && budget.bytes > 0;
    fromRight = !fromRight
  ) {
    const [from, to] = fromRight ? [-seen - step, -seen - 1] : [seen, seen + step - 1];
    const messages = await client.lrangeBuffer(key, from, to);
    budget.messages -= messages.length;
    for (const message of messages) {
      budget.bytes -= message.length;
      const envelope = openIfOf(message, uuid);
      if (envelope !== null) return envelope;
    }
    if (!fromRight) seen += step;
  }
  return null;
}

/** Most messages are other tasks': their bytes are searched for the uuid before anything is parsed. */
function openIfOf(message: Buffer, uuid: string): Envelope | null {
  if (/^[\w-]+$/.test(uuid) && !message.includes(uuid)) return null;
  const opened = openEnvelope(message);
  return opened.ok && uuidOfEnvelope(opened.value) === uuid ? opened.value : null;
}

function toTaskMessage(
  envelope: Envelope,
  queue: string,
  foundIn: string,
  sent: { exchange: string; routingKey: string },
): TaskMessage {
  return { ...envelope, exchange: sent.exchange, routingKey: sent.routingKey, queue, foundIn };
}
