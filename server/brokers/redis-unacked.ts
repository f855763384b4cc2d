import type { Redis } from 'ioredis';
import { decodeIsoTime } from '@/lib/celery/iso-time';
import { parseJsonTolerant } from '@/lib/celery/parse-json-tolerant';
import type { UnackedEntry } from '@/lib/queues/in-flight';
import type { UnackedReading } from './broker';
import { toEnvelope, type Envelope } from './kombu-envelope';
import type { RedisBindings } from './redis-bindings';
import type { RedisNames } from './redis-names';
import { pipelined } from './redis-queues';

const CHUNK = 100;
const MAX_ENTRY_BYTES = 1024 * 1024;
const MAX_READ_BYTES = 20 * 1024 * 1024;
const MAX_TEXT_CHARS = 500;

/** An entry of the `unacked` hash: the message and where it was sent to. */
export interface UnackedMessage {
  readonly deliveryTag: string;
  readonly deliveredAt: number;
  /** null when it is too large or unlike kombu's. */
  readonly content: { readonly envelope: Envelope; readonly exchange: string; readonly routingKey: string } | null;
}

/** Reads delivered messages, oldest first and within the budget; entries beyond it are an estimate by queue. */
export async function readRedisUnacked(
  client: Redis,
  names: RedisNames,
  bindings: RedisBindings,
  budget: number,
): Promise<UnackedReading> {
  const entries: UnackedEntry[] = [];
  const counts = new Map<string, number>();
  for await (const message of unackedMessages(client, names, budget, MAX_READ_BYTES, 'oldest')) {
    const { content } = message;
    const queue = content === null ? null : await bindings.queueOf(client, content.exchange, content.routingKey);
    entries.push(toEntry(message, queue));
    if (queue !== null) counts.set(queue, (counts.get(queue) ?? 0) + 1);
  }
  const total = Math.max(await client.hlen(names.unackedKey), entries.length);
  const scale = entries.length === 0 ? 1 : total / entries.length;
  return {
    at: Date.now() / 1000,
    total,
    byQueue: Object.fromEntries([...counts].map(([queue, count]) => [queue, Math.round(count * scale)])),
    entries,
    truncated: total > entries.length,
  };
}

/** `unacked_index` gives the order, the hash the messages; what was acknowledged between the two reads is left out. */
export async function* unackedMessages(
  client: Redis,
  names: RedisNames,
  maxEntries: number,
  maxBytes: number,
  from: 'oldest' | 'newest',
): AsyncGenerator<UnackedMessage> {
  const budget = Math.max(0, Math.trunc(maxEntries));
  if (budget === 0) return;
  const key = names.unackedIndexKey;
  const index =
    from === 'oldest'
      ? await client.zrange(key, 0, String(budget - 1), 'WITHSCORES')
      : await client.zrevrange(key, 0, String(budget - 1), 'WITHSCORES');
  let bytes = 0;
  for (let start = 0; start < index.length && bytes < maxBytes; start += CHUNK * 2) {
    const tags = index.slice(start, start + CHUNK * 2).filter((_, position) => position % 2 === 0);
    const scores = index.slice(start, start + CHUNK * 2).filter((_, position) => position % 2 === 1);
    const sizes = await pipelined(
      client,
      tags.map((tag) => ['hstrlen', names.unackedKey, tag]),
    );
    const readable = withinBudget(tags, sizes, maxBytes - bytes);
    const texts = readable.length === 0 ? [] : await client.hmget(names.unackedKey, ...readable);
    const textOf = new Map(readable.map((tag, position) => [tag, texts[position] ?? null]));
    for (const [position, tag] of tags.entries()) {
      const text = textOf.get(tag);
      // Size 0 or no text: gone meanwhile.
      if (sizes[position] === 0 || text === null) continue;
      bytes += text?.length ?? 0;
      yield {
        deliveryTag: tag.slice(0, MAX_TEXT_CHARS),
        deliveredAt: Number(scores[position]),
        content: text === undefined ? null : openUnacked(text),
      };
    }
  }
}

/** Those that are small enough, as many as fit: a hundred of the largest would be a hundred megabytes at once. */
function withinBudget(tags: readonly string[], sizes: readonly unknown[], budget: number): string[] {
  let left = budget;
  return tags.filter((_, position) => {
    const size = sizes[position];
    if (!isReadable(size)) return false;
    left -= typeof size === 'number' ? size : 0;
    return left >= 0;
  });
}

/** An unknown size (HSTRLEN not allowed) is taken as readable. */
function isReadable(size: unknown): boolean {
  return typeof size !== 'number' || (size > 0 && size <= MAX_ENTRY_BYTES);
}

/** The parts of an entry's text; null when it is unlike kombu's. */
export function openUnacked(text: string): UnackedMessage['content'] {
  let parsed: unknown;
  try {
    parsed = parseJsonTolerant(text);
  } catch {
    // Not kombu's: it is counted as an entry that can't be read.
    return null;
  }
  if (!Array.isArray(parsed)) return null;
  const [message, exchange, routingKey] = parsed as unknown[];
  const envelope = toEnvelope(message);
  if (!envelope.ok || typeof routingKey !== 'string') return null;
  return { envelope: envelope.value, exchange: typeof exchange === 'string' ? exchange : '', routingKey };
}

export function toEntry({ deliveryTag, deliveredAt, content }: UnackedMessage, queue: string | null): UnackedEntry {
  const headers = content?.envelope.headers ?? {};
  return {
    deliveryTag,
    uuid: content === null ? null : uuidOfEnvelope(content.envelope),
    name: shortText(headers['task']),
    queue,
    deliveredAt,
    redelivered: content !== null && isRedelivered(content.envelope),
    eta: decodeIsoTime(headers['eta']),
    retries: typeof headers['retries'] === 'number' ? headers['retries'] : null,
  };
}

export function uuidOfEnvelope({ headers, properties }: Envelope): string | null {
  return shortText(headers['id']) ?? shortText(properties['correlation_id']);
}

function isRedelivered({ headers, properties }: Envelope): boolean {
  const delivery = properties['delivery_info'];
  return (
    headers['redelivered'] === true ||
    (typeof delivery === 'object' && delivery !== null && 'redelivered' in delivery && delivery.redelivered === true)
  );
}

function shortText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= MAX_TEXT_CHARS ? value : null;
}
