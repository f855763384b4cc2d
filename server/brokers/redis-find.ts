import type { Redis } from 'ioredis';
import type { FoundMessage, MessagePlace, TaskMessage } from './broker';
import { openEnvelope, type Envelope } from './kombu-envelope';
import { SEARCH_FRESH_MS, type RedisBindings } from './redis-bindings';
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

/** Looks at both ends of each lane, in the order served, then among the delivered messages. */
export async function findRedisMessage(
  client: Redis,
  names: RedisNames,
  bindings: RedisBindings,
  uuid: string,
  queueHint: string | null,
): Promise<FoundMessage> {
  const budget: Budget = { messages: MAX_MESSAGES, bytes: MAX_BYTES };
  const queues = queueHint === null ? await bindings.discover(client, SEARCH_FRESH_MS) : [queueHint];
  let everywhere = true;
  for (const queue of queues) {
    let before = 0;
    for (const lane of names.lanes(queue)) {
      const found = await searchLane(client, lane.key, uuid, budget);
      if (found.envelope !== null) {
        const place = { in: 'queue', priority: lane.priority, ahead: before + found.ahead } as const;
        const message = toTaskMessage(found.envelope, queue, place, { exchange: '', routingKey: queue });
        return { message, everywhere };
      }
      before += found.length;
      everywhere &&= found.isWhole;
    }
  }
  for await (const entry of unackedMessages(client, names, MAX_MESSAGES, MAX_BYTES, 'newest')) {
    const { content, deliveredAt } = entry;
    if (content === null || uuidOfEnvelope(content.envelope) !== uuid) continue;
    const queue =
      (await bindings.queueOf(client, content.exchange, content.routingKey)) ?? queueHint ?? content.routingKey;
    const redelivered = content.envelope.headers['redelivered'] === true;
    const place = { in: 'unacked', deliveredAt, redelivered } as const;
    return { message: toTaskMessage(content.envelope, queue, place, content), everywhere };
  }
  const isWholeHash = (await client.hlen(names.unackedKey)) <= MAX_MESSAGES;
  return { message: null, everywhere: everywhere && isWholeHash };
}

interface LaneSearch {
  readonly envelope: Envelope | null;
  /** Messages of the lane that are served before it. */
  readonly ahead: number;
  readonly length: number;
  readonly isWhole: boolean;
}

async function searchLane(client: Redis, key: string, uuid: string, budget: Budget): Promise<LaneSearch> {
  const [length, bytes] = await pipelined(client, [
    ['llen', key],
    ['memory', 'usage', key],
  ]);
  if (typeof length !== 'number') return { envelope: null, ahead: 0, length: 0, isWhole: false };
  if (length === 0) return { envelope: null, ahead: 0, length, isWhole: true };
  const average = typeof bytes === 'number' ? bytes / length : CHUNK_BYTES / CHUNK_MESSAGES;
  const step = Math.max(1, Math.min(CHUNK_MESSAGES, Math.floor(CHUNK_BYTES / Math.max(1, average))));
  // From the right, where the next to be delivered lie, and from the left, where the newest do, in turn.
  let seen = 0;
  for (
    let fromRight = true;
    seen * 2 < length + step && budget.messages > 0 && budget.bytes > 0;
    fromRight = !fromRight
  ) {
    const [from, to] = fromRight ? [-seen - step, -seen - 1] : [seen, seen + step - 1];
    const messages = await client.lrangeBuffer(key, from, to);
    budget.messages -= messages.length;
    for (const [index, message] of messages.entries()) {
      budget.bytes -= message.length;
      const envelope = openIfOf(message, uuid);
      if (envelope === null) continue;
      const ahead = fromRight ? seen + messages.length - 1 - index : Math.max(0, length - 1 - seen - index);
      return { envelope, ahead, length, isWhole: true };
    }
    if (!fromRight) seen += step;
  }
  return { envelope: null, ahead: 0, length, isWhole: seen * 2 >= length };
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
  place: MessagePlace,
  sent: { exchange: string; routingKey: string },
): TaskMessage {
  return { ...envelope, exchange: sent.exchange, routingKey: sent.routingKey, queue, place };
}
