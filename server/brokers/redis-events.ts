import type { Redis } from 'ioredis';
import type { RawMessage } from './broker';
import { denialOf } from './redis-errors';

export interface EventSubscription {
  /** Listens to exactly these patterns from now on; the reason when none of them is allowed. */
  follow(patterns: readonly string[]): Promise<string | null>;
}

/** Hands each message on as it came. Patterns are subscribed one by one: an ACL may allow some of them only. */
export function subscribeEvents(client: Redis, deliver: (raw: RawMessage) => void): EventSubscription {
  let active: readonly string[] = [];
  client.on('pmessageBuffer', (_pattern: string, channel: Buffer, body: Buffer) => {
    deliver({ at: Date.now() / 1000, channel: channel.toString(), body });
  });
  return {
    async follow(patterns) {
      const before = active;
      const added = patterns.filter((pattern) => !before.includes(pattern));
      const answers = await Promise.allSettled(added.map((pattern) => client.psubscribe(pattern)));
      const allowed = added.filter((_, index) => answers[index]?.status === 'fulfilled');
      const stale = before.filter((pattern) => !patterns.includes(pattern));
      if (stale.length > 0) await client.punsubscribe(...stale);
      active = [...before.filter((pattern) => patterns.includes(pattern)), ...allowed];
      if (active.length > 0) return null;
      const failure: unknown = answers.find((answer) => answer.status === 'rejected')?.reason;
      const denial = denialOf(failure, `psubscribe ${patterns[0] ?? ''}`);
      if (denial === null && failure !== undefined) throw failure as Error;
      return denial;
    },
  };
}
