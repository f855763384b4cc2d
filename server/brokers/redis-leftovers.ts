import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { isRefusal } from './redis-connect';
import type { RedisNames } from './redis-names';

const OID_PREFIX = 'celeryscope-';
const SCAN_COUNT = 1000;
const SCAN_STEPS = 20;
const MAX_LEFTOVERS = 200;

/** Names our reply list, and our connections. */
export function newOid(): string {
  return OID_PREFIX + randomUUID();
}

/**
 * A collector that was killed leaves one member in the binding set, and perhaps a list. Ours carry a name of their own,
 * and a living owner has a connection of that name; where connections may not be listed, nothing is removed. Should a
 * living one be taken for dead all the same, its next request binds it again.
 */
export async function removeLeftovers(client: Redis, names: RedisNames, oid: string): Promise<void> {
  try {
    const others = (await ownOids(client, names)).filter((other) => other !== oid);
    if (others.length === 0) return;
    const connections = String(await client.client('LIST'));
    for (const other of others) {
      if (connections.includes(`name=${other}`)) continue;
      await client.srem(names.replyBindingKey, names.replyBinding(other));
      await client.del(names.replyKey(other));
    }
  } catch (error) {
    // A courtesy: without the right to it we go on.
    if (!isRefusal(error)) throw error;
  }
}

/** Other clients may have left thousands of members, so the set is walked within a budget. */
async function ownOids(client: Redis, names: RedisNames): Promise<string[]> {
  const found = new Set<string>();
  let cursor = '0';
  for (let step = 0; step < SCAN_STEPS && found.size < MAX_LEFTOVERS; step += 1) {
    const [next, members] = await client.sscan(
      names.replyBindingKey,
      cursor,
      'MATCH',
      `${OID_PREFIX}*`,
      'COUNT',
      SCAN_COUNT,
    );
    for (const member of members) {
      const oid = member.split(names.options.sep)[0] ?? '';
      if (isOid(oid)) found.add(oid);
    }
    cursor = next;
    if (cursor === '0') break;
  }
  return [...found].slice(0, MAX_LEFTOVERS);
}

function isOid(text: string): boolean {
  return /^celeryscope-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}
