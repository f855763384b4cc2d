import type { Redis } from 'ioredis';
import type { MessageRef } from '@/lib/queues/peek';
import { BrokerError } from './broker';
import { memberOf, withMember } from './kombu-restore';
import type { Purged, SingleResult } from './messages';
import { messageId } from './peeked-message';
import type { RedisNames } from './redis-names';

/** Looked through from the end that is served next; who peeked saw a hundred at most. */
const MAX_SEARCHED = 5000;
const CHUNK = 50;
const MAX_BYTES = 32 * 1024 * 1024;

// The same bytes are looked for and taken in one step, whoever consumes meanwhile.
const FIND = `
local function find(key)
  for at = 1, tonumber(ARGV[3]) do
    local message = redis.call('LINDEX', key, -at)
    if not message then return nil, 'gone' end
    if #message == tonumber(ARGV[2]) and redis.sha1hex(message) == ARGV[1] then return message end
  end
  if redis.call('LLEN', key) <= tonumber(ARGV[3]) then return nil, 'gone' end
  return nil, 'not-found'
end
`;
const REMOVE = `${FIND}
local message, why = find(KEYS[1])
if not message then return why end
redis.call('LREM', KEYS[1], -1, message)
return 'done'
`;
const MOVE = `${FIND}
local message, why = find(KEYS[1])
if not message then return why end
redis.call('LPUSH', KEYS[2], ARGV[4])
redis.call('LREM', KEYS[1], -1, message)
return 'done'
`;
const PURGE = `
local left, removed, rest = tonumber(ARGV[1]), 0, 0
for i = 1, #KEYS do
  local length = redis.call('LLEN', KEYS[i])
  local taken = math.min(length, left)
  if taken > 0 then redis.call('LTRIM', KEYS[i], 0, -taken - 1) end
  left, removed, rest = left - taken, removed + taken, rest + length - taken
end
return {removed, rest}
`;

export async function removeFromRedis(
  client: Redis,
  names: RedisNames,
  queue: string,
  message: MessageRef,
): Promise<SingleResult> {
  const key = laneOf(names, queue, message);
  return toResult(await client.eval(REMOVE, 1, key, message.id, message.sizeBytes, MAX_SEARCHED));
}

/** What a worker gives back goes where `delivery_info` says: that is written anew, and nothing else. */
export async function moveOnRedis(
  client: Redis,
  names: RedisNames,
  queue: string,
  message: MessageRef,
  to: string,
): Promise<SingleResult | 'unreadable'> {
  const key = laneOf(names, queue, message);
  const bytes = await findBytes(client, key, message);
  if (bytes === null) return (await client.llen(key)) > MAX_SEARCHED ? 'not-found' : 'gone';
  const moved = readdressed(bytes, to);
  if (moved === null) return 'unreadable';
  const target = names.laneFor(to, message.priority);
  const answer = await client.eval(MOVE, 2, key, target, message.id, message.sizeBytes, MAX_SEARCHED, moved);
  return toResult(answer);
}

/** All lanes in one step: at most `count`, those served first. */
export async function purgeRedis(client: Redis, names: RedisNames, queue: string, count: number): Promise<Purged> {
  const keys = names.lanes(queue).map(({ key }) => key);
  const answer: unknown = await client.eval(PURGE, keys.length, ...keys, count);
  const [removed, left] = Array.isArray(answer) ? (answer as unknown[]) : [];
  return { removed: Number(removed), left: Number(left) };
}

function laneOf(names: RedisNames, queue: string, { priority }: MessageRef): string {
  const lane = names.lanes(queue).find((one) => one.priority === priority);
  if (lane !== undefined) return lane.key;
  throw new BrokerError('NO_LANE', `The queue has no lane of priority ${priority}.`);
}

async function findBytes(client: Redis, key: string, { id, sizeBytes }: MessageRef): Promise<Buffer | null> {
  let bytes = 0;
  for (let seen = 0; seen < MAX_SEARCHED && bytes < MAX_BYTES; seen += CHUNK) {
    const chunk = await client.lrangeBuffer(key, -seen - CHUNK, -seen - 1);
    for (const message of chunk) {
      bytes += message.length;
      if (message.length === sizeBytes && messageId(message) === id) return message;
    }
    if (chunk.length < CHUNK) break;
  }
  return null;
}

/** The message with another address; null when it is not as kombu writes it. */
export function readdressed(bytes: Buffer, to: string): string | null {
  const text = bytes.toString();
  if (!Buffer.from(text).equals(bytes)) return null;
  const properties = memberOf(text, 'properties');
  const info = properties === null ? null : memberOf(properties, 'delivery_info');
  if (properties === null || info === null || memberOf(text, 'body') === null) return null;
  const address = withMember(withMember(info, 'exchange', '""'), 'routing_key', JSON.stringify(to));
  return withMember(text, 'properties', withMember(properties, 'delivery_info', address));
}

function toResult(answer: unknown): SingleResult {
  return answer === 'done' || answer === 'not-found' ? answer : 'gone';
}
