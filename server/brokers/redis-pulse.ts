import type { Redis } from 'ioredis';
import { isRefusal, withTimeout } from './redis-connect';

/** Asks each connection for a sign of life: a peer that vanished without a word closes nothing. */
export function checkPulse(clients: readonly Redis[], timeoutMs: number, fail: (error: unknown) => void): void {
  for (const client of clients) {
    const bytesBefore = bytesRead(client);
    withTimeout(client.ping(), timeoutMs).catch((error: unknown) => {
      // In a storm the answer stands behind all that was published before it: data that flows is life.
      if (!isRefusal(error) && bytesRead(client) === bytesBefore) fail(error);
    });
  }
}

function bytesRead({ stream }: Redis): number {
  return 'bytesRead' in stream && typeof stream.bytesRead === 'number' ? stream.bytesRead : 0;
}
