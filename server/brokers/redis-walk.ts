import type { Redis } from 'ioredis';
import { pipelined } from './redis-queues';

const CHUNK_BYTES = 1024 * 1024;
const CHUNK_MESSAGES = 50;

/** What may still be read; whoever walks takes from it. */
interface WalkBudget {
  messages: number;
  bytes: number;
}

/**
 * Reads a list from the end that is served next, in steps of about a megabyte: Redis serves nobody else while it copies.
 * `at` counts from 1 at that end. Others move up when workers take some between two steps: `overlap` of them come twice.
 */
export async function* walkFromEnd(
  client: Redis,
  key: string,
  budget: WalkBudget,
  overlap = 0,
): AsyncGenerator<{ readonly message: Buffer; readonly at: number }> {
  let step = 0;
  let seen = 0;
  while (budget.messages > 0 && budget.bytes > 0) {
    step ||= await firstStep(client, key);
    const wanted = Math.min(step, budget.messages);
    const again = Math.min(seen, overlap, Math.floor(step / 2));
    const chunk = await client.lrangeBuffer(key, -seen - wanted, -seen - 1 + again);
    const bytes = chunk.reduce((sum, message) => sum + message.length, 0);
    budget.messages -= chunk.length;
    budget.bytes -= bytes;
    for (const [index, message] of chunk.reverse().entries()) yield { message, at: seen - again + index + 1 };
    seen += chunk.length - again;
    if (chunk.length < wanted + again) return;
    step = Math.min(step * 2, stepOf(bytes / chunk.length));
  }
}

/** How many messages of this size are read at once. */
export function stepOf(averageBytes: number): number {
  return Math.max(1, Math.min(CHUNK_MESSAGES, Math.floor(CHUNK_BYTES / Math.max(1, averageBytes))));
}

// Where MEMORY is not allowed one message tells.
async function firstStep(client: Redis, key: string): Promise<number> {
  const [length, size] = await pipelined(client, [
    ['llen', key],
    ['memory', 'usage', key],
  ]);
  return typeof length === 'number' && typeof size === 'number' ? stepOf(size / Math.max(1, length)) : 1;
}
