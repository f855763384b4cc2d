import type { Redis } from 'ioredis';
import { boundedName, countNumber, LIMITS } from '@/lib/celery/bounded';
import { jsonMembers } from '@/lib/celery/json-slices';
import { decodeTaskBody } from '@/lib/celery/task-body';
import type { AwaitedMessage } from './broker';
import type { Envelope } from './kombu-envelope';
import type { RedisBindings } from './redis-bindings';
import type { RedisNames } from './redis-names';
import { searchRedis } from './redis-search';
import { uuidOfEnvelope } from './redis-unacked';

const MAX_FOUND = 100;
/** Larger bodies are not taken apart. */
const MAX_BODY_BYTES = 1024 * 1024;
const KINDS = { chord: 'chord', chain: 'chain', callbacks: 'callback', errbacks: 'errback' } as const;

/** Messages whose tasks send the task of this uuid when they end: parts of its chord, what precedes it in a chain. */
export async function findRedisAwaited(
  client: Redis,
  names: RedisNames,
  bindings: RedisBindings,
  uuid: string,
): Promise<readonly AwaitedMessage[]> {
  const signs = signsOf(uuid);
  const found: AwaitedMessage[] = [];
  await searchRedis(
    client,
    names,
    bindings,
    (message) => signs.some((sign) => message.includes(sign)),
    ({ envelope, queue, in: place }) => {
      const as = found.length < MAX_FOUND ? kindOf(envelope, uuid) : null;
      if (as === null) return;
      const { task, group_index: index, group } = envelope.headers;
      found.push({
        uuid: boundedName(uuidOfEnvelope(envelope), LIMITS.id) ?? '',
        name: boundedName(task, LIMITS.name),
        queue,
        in: place,
        as,
        index: as === 'chord' ? countNumber(index) : null,
        groupId: as === 'chord' ? boundedName(group, LIMITS.id) : null,
      });
    },
  );
  return found;
}

/** How a text looks in a body: as it is, or in base64, where it may begin at any of three places. */
function signsOf(text: string): readonly string[] {
  const coded = [0, 1, 2].map((before) => {
    const padded = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
    // Characters at both ends hold bits of what stands beside it.
    const [from, to] = [Math.ceil((before * 8) / 6), Math.floor((padded.length * 8) / 6)];
    return padded.toString('base64').slice(from, to);
  });
  return [text, ...coded];
}

function kindOf({ body, contentType, headers }: Envelope, uuid: string): AwaitedMessage['as'] | null {
  if (body.length > MAX_BODY_BYTES || !body.includes(uuid) || typeof headers['compression'] === 'string') return null;
  const decoded = decodeTaskBody(contentType, body.toString());
  const members = decoded.ok ? jsonMembers(decoded.body.embed) : null;
  const member = members?.find(({ name, text }) => Object.hasOwn(KINDS, name) && text.includes(`"${uuid}"`));
  return member === undefined ? null : KINDS[member.name as keyof typeof KINDS];
}
