import type { Redis } from 'ioredis';

const KEPT = 30;

/** The server's own count of what was published on it, by anybody. */
export interface PublishedCount {
  /** Reads the count now; does nothing where the server does not tell. */
  read(client: Redis): Promise<void>;
  /** Published since `from`, at most: counted from the last reading before it. null where that can't be told. */
  since(from: number): number | null;
}

export function createPublishedCount(now: () => number): PublishedCount {
  let readings: readonly { readonly at: number; readonly count: number }[] = [];
  return {
    async read(client) {
      const at = now();
      // Forbidden by an ACL, or unknown to a proxy: then nobody counts.
      const text = await client.info('commandstats').catch(() => '');
      if (!text.includes('cmdstat_')) return;
      // What nobody has called yet is not listed.
      const calls = [...text.matchAll(/^cmdstat_s?publish:calls=(\d+)/gm)].map((match) => Number(match[1]));
      const count = calls.reduce((sum, each) => sum + each, 0);
      const last = readings.at(-1);
      // The server was started anew, or somebody reset its counts.
      const known = last !== undefined && last.count > count ? [] : readings;
      readings = [...known, { at, count }].slice(-KEPT);
    },
    since(from) {
      const before = readings.findLast(({ at }) => at <= from);
      const newest = readings.at(-1);
      return before === undefined || newest === undefined ? null : newest.count - before.count;
    },
  };
}
