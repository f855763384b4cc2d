import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { BrokerError } from './broker';
import { restoredMessage } from './kombu-restore';
import type { DeliveredMessage, PutBackResult } from './messages';
import type { RedisBindings } from './redis-bindings';
import type { RedisNames } from './redis-names';
import { pipelined } from './redis-queues';
import { mayRemove, runScript } from './redis-script';
import { openUnacked, toEntry } from './redis-unacked';

const MAX_ENTRY_BYTES = 32 * 1024 * 1024;

// kombu watches `unacked` and gives up when it changed; a script is as one step. The push comes first: what Redis refuses
// (out of memory) it refuses there, and nothing is lost.
const PUT_BACK = `
local entry = redis.call('HGET', KEYS[1], ARGV[1])
if not entry then return 'gone' end
if redis.sha1hex(entry) ~= ARGV[2] or redis.call('ZSCORE', KEYS[2], ARGV[1]) ~= ARGV[3] then return 'gone' end
for i = 3, #KEYS do
  local kind = redis.call('TYPE', KEYS[i])['ok']
  if kind ~= 'list' and kind ~= 'none' then return 'not-a-list' end
end
for i = 3, #KEYS do
  redis.call('RPUSH', KEYS[i], ARGV[4])
  changed = true
end
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('HDEL', KEYS[1], ARGV[1])
return 'put-back'
`;

/** The newest delivery of this tag. */
export async function findDelivered(
  client: Redis,
  names: RedisNames,
  bindings: RedisBindings,
  deliveryTag: string,
): Promise<DeliveredMessage | null> {
  const { unackedKey, unackedIndexKey } = names;
  if ((await client.hstrlen(unackedKey, deliveryTag)) > MAX_ENTRY_BYTES)
    throw new BrokerError('TOO_LARGE', 'The message is larger than 32 MB, which is more than is read here.');
  const [content, score] = await Promise.all([
    client.hgetBuffer(unackedKey, deliveryTag),
    client.zscore(unackedIndexKey, deliveryTag),
  ]);
  if (content === null || score === null) return null;
  const opened = openUnacked(content.toString());
  const queue = opened === null ? null : await bindings.queueOf(client, opened.exchange, opened.routingKey);
  return { entry: toEntry({ deliveryTag, deliveredAt: Number(score), content: opened }, queue), content, score };
}

/** When each of these was delivered, without reading them. */
export async function deliveryTimes(
  client: Redis,
  { unackedIndexKey }: RedisNames,
  deliveryTags: readonly string[],
): Promise<readonly (number | null)[]> {
  const commands = deliveryTags.map((tag) => ['zscore', unackedIndexKey, tag]);
  const scores = await pipelined(client, commands);
  return scores.map((score) => (typeof score === 'string' ? Number(score) : null));
}

/** What kombu does with an overdue message (`restore_by_tag`): to the right end of its lanes, and out of `unacked`. */
export async function putBackToRedis(
  client: Redis,
  names: RedisNames,
  bindings: RedisBindings,
  { entry, content, score }: DeliveredMessage,
): Promise<PutBackResult> {
  const text = content.toString();
  const restored = Buffer.from(text).equals(content) ? restoredMessage(text) : null;
  if (restored === null) return { outcome: 'refused', code: 'unreadable' };
  const queues = await bindings.queuesOf(client, restored.exchange, restored.routingKey);
  // kombu would drop it here.
  if (queues.length === 0) return { outcome: 'refused', code: 'no-queue' };
  const keys = queues.map((queue) => names.laneFor(queue, restored.priority));
  await mayRemove(client, [
    ['zrem', names.unackedIndexKey],
    ['hdel', names.unackedKey],
  ]);
  const answer = await runScript(
    client,
    PUT_BACK,
    [names.unackedKey, names.unackedIndexKey, ...keys],
    [entry.deliveryTag, createHash('sha1').update(content).digest('hex'), score, restored.payload],
  );
  if (answer === 'put-back') return { outcome: 'put-back', queues };
  return answer === 'gone' ? { outcome: 'gone' } : { outcome: 'refused', code: 'not-a-list' };
}
