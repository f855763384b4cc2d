import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { BrokerError } from './broker';

/** Whether it was done can’t be told. */
const HALF_DONE = 'HALF_DONE';

/** A field and a member that nobody has: to remove it tells whether that is allowed, and changes nothing. */
const ABSENT = `celeryscope-${randomUUID()}`;

type Change = readonly ['hdel' | 'zrem' | 'lrem', string];

/**
 * Runs the body of a function as one step. Redis undoes nothing of a script that fails: the body sets `changed` after its
 * first change, so that what failed before is told from what may be half done.
 */
export async function runScript(
  client: Redis,
  body: string,
  keys: readonly string[],
  args: readonly (string | number | Buffer)[],
): Promise<unknown> {
  const script = `
local changed = false
local function act()
${body}
end
local ok, answer = pcall(act)
if ok then return {'answer', answer} end
return {changed and 'half-done' or 'failed', type(answer) == 'table' and answer.err or tostring(answer)}
`;
  const told: unknown = await client.eval(script, keys.length, ...keys, ...args);
  const [how, answer] = Array.isArray(told) ? (told as unknown[]) : [];
  if (how === 'answer') return answer;
  if (how === 'failed') throw new Error(String(answer));
  throw new BrokerError(HALF_DONE, `Redis broke off in the middle of it: ${String(answer).slice(0, 200)}`);
}

/**
 * Throws where one of these removals is not allowed. Redis looks at each command of a script when its turn comes, so a
 * user who may push but not remove would leave the message twice.
 */
export async function mayRemove(client: Redis, changes: readonly Change[]): Promise<void> {
  await Promise.all(
    changes.map(async ([command, key]) => {
      if (command === 'hdel') await client.hdel(key, ABSENT);
      else if (command === 'zrem') await client.zrem(key, ABSENT);
      else await mayRemoveFromList(client, key);
    }),
  );
}

// To look for an absent value would go through the whole list. Permissions are looked at before the count is read, which
// is none here.
async function mayRemoveFromList(client: Redis, key: string): Promise<void> {
  try {
    await client.lrem(key, 'none', ABSENT);
  } catch (error) {
    if (!(error instanceof Error) || !/not an integer/i.test(error.message)) throw error;
  }
}
