import type { Redis } from 'ioredis';
import type { MessageRef } from '@/lib/queues/peek';
import { BrokerError } from './broker';
import { memberOf, withMember } from './kombu-restore';
import type { MessageTarget, Purged, SingleResult } from './messages';
import { messageId, peekedOnRedis } from './peeked-message';
import type { RedisNames } from './redis-names';
import { mayRemove, runScript } from './redis-script';
import { walkFromEnd } from './redis-walk';

/** Looked through from the end that is served next; who peeked saw a hundred at most. */
const MAX_SEARCHED = 5000;
const MAX_BYTES = 32 * 1024 * 1024;
/** Messages that come or go between the search and the act. */
const REACH = 100;
const REACH_BYTES = 4 * 1024 * 1024;
const MAX_LOOKS = 3;
/** Of those that a purge removes, to tell whose they were: nobody else is served meanwhile. */
const MAX_NAMED = 1000;
const MAX_NAMED_BYTES = 4 * 1024 * 1024;
const NOWHERE = { priority: 0, ahead: 0 };
const OVERLAP = 20;

// The search is done outside, for nobody else is served while a script runs; whoever consumes meanwhile, what is taken
// is looked for once more around the place where it was, and taken, in one step.
const IS_THERE = `
local at, left = tonumber(ARGV[2]), tonumber(ARGV[4])
local function is_there()
  for step = 0, 2 * ARGV[3] do
    local position = step <= tonumber(ARGV[3]) and at - step or at + step - ARGV[3]
    local message = position > 0 and left > 0 and redis.call('LINDEX', KEYS[1], -position)
    if message == ARGV[1] then return true end
    left = left - (message and #message or 0)
  end
  return false
end
if not is_there() then return 'away' end
`;
const REMOVE = `${IS_THERE}
redis.call('LREM', KEYS[1], -1, ARGV[1])
return 'done'
`;
const MOVE = `${IS_THERE}
redis.call('LPUSH', KEYS[2], ARGV[5])
changed = true
redis.call('LREM', KEYS[1], -1, ARGV[1])
return 'done'
`;
const PURGE = `
local left, removed, rest, lengths = tonumber(ARGV[1]), 0, 0, {}
local shown, bytes, messages = tonumber(ARGV[2]), tonumber(ARGV[3]), {}
for i = 1, #KEYS do lengths[i] = redis.call('LLEN', KEYS[i]) end
for i = 1, #KEYS do
  local taken = math.min(lengths[i], left)
  for at = 1, taken do
    if #messages >= shown or bytes <= 0 then break end
    local message = redis.call('LINDEX', KEYS[i], -at)
    bytes = bytes - #message
    messages[#messages + 1] = message
  end
  if taken > 0 then
    redis.call('LTRIM', KEYS[i], 0, -taken - 1)
    changed = true
  end
  left, removed, rest = left - taken, removed + taken, rest + lengths[i] - taken
end
return {removed, rest, messages}
`;

export async function removeFromRedis(
  client: Redis,
  names: RedisNames,
  queue: string,
  message: MessageTarget,
): Promise<SingleResult> {
  const key = laneOf(names, queue, message);
  await mayRemove(client, [['lrem', key]]);
  const answer = await takeOut(client, key, message, ({ bytes, at }) =>
    runScript(client, REMOVE, [key], [bytes, at, REACH, REACH_BYTES]),
  );
  return toResult(answer);
}

/** What a worker gives back goes where `delivery_info` says: that is written anew, and nothing else. */
export async function moveOnRedis(
  client: Redis,
  names: RedisNames,
  queue: string,
  message: MessageTarget,
  to: string,
): Promise<SingleResult | 'unreadable'> {
  const key = laneOf(names, queue, message);
  const target = names.laneFor(to, message.priority);
  await mayRemove(client, [['lrem', key]]);
  const answer = await takeOut(client, key, message, async ({ bytes, at }) => {
    const moved = readdressed(bytes, to);
    if (moved === null) return 'unreadable';
    return runScript(client, MOVE, [key, target], [bytes, at, REACH, REACH_BYTES, moved]);
  });
  return answer === 'unreadable' ? answer : toResult(answer);
}

/** All lanes in one step: at most `count`, those served first. */
export async function purgeRedis(client: Redis, names: RedisNames, queue: string, count: number): Promise<Purged> {
  const keys = names.lanes(queue).map(({ key }) => key);
  const answer = await runScript(client, PURGE, keys, [count, MAX_NAMED, MAX_NAMED_BYTES]);
  const [removed, left, messages] = Array.isArray(answer) ? (answer as unknown[]) : [];
  const texts = Array.isArray(messages) ? (messages as unknown[]) : [];
  const uuids = texts.flatMap((text) => peekedOnRedis(Buffer.from(String(text)), NOWHERE).uuid ?? []);
  return { removed: Number(removed), left: Number(left), uuids, isAll: Number(left) === 0 };
}

function laneOf(names: RedisNames, queue: string, { priority }: MessageRef): string {
  const lane = names.lanes(queue).find((one) => one.priority === priority);
  if (lane !== undefined) return lane.key;
  throw new BrokerError('NO_LANE', `The queue has no lane of priority ${priority}.`);
}

interface Found {
  readonly bytes: Buffer;
  readonly at: number;
}

/** Looks for it and has it taken; again where a crowd of others came or went in between. */
async function takeOut(
  client: Redis,
  key: string,
  message: MessageTarget,
  take: (found: Found) => Promise<unknown>,
): Promise<unknown> {
  for (let look = 0; look < MAX_LOOKS; look += 1) {
    const found = await find(client, key, message);
    if (typeof found === 'string') return found;
    // What is told afterwards, in the log and of the task, is told of that one.
    if (message.uuid !== null && peekedOnRedis(found.bytes, NOWHERE).uuid !== message.uuid) return 'other';
    const answer = await take(found);
    if (answer !== 'away') return answer;
  }
  return 'not-found';
}

async function find(client: Redis, key: string, { id, sizeBytes }: MessageRef): Promise<Found | 'gone' | 'not-found'> {
  const budget = { messages: MAX_SEARCHED, bytes: MAX_BYTES };
  for await (const { message: bytes, at } of walkFromEnd(client, key, budget, OVERLAP))
    if (bytes.length === sizeBytes && messageId(bytes) === id) return { bytes, at };
  const isAll = budget.messages > 0 && budget.bytes > 0;
  return isAll ? 'gone' : 'not-found';
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
  return answer === 'done' || answer === 'not-found' || answer === 'other' ? answer : 'gone';
}
