const BUCKETS = 30;
const BUCKET_SECONDS = 10;

/** Counts finished tasks in the last 30 buckets of 10 s. */
export interface FinishedRing {
  add(now: number): void;
  /** When the newest was added; null before the first. */
  lastAt(): number | null;
  /** Oldest first; the last one is the bucket of `now`. */
  buckets(now: number): readonly number[];
}

export function createFinishedRing(): FinishedRing {
  const counts = new Array<number>(BUCKETS).fill(0);
  let newest = 0;
  let lastAt: number | null = null;

  const advance = (now: number): void => {
    const bucket = Math.floor(now / BUCKET_SECONDS);
    if (bucket - newest >= BUCKETS) counts.fill(0);
    else for (let passed = newest + 1; passed <= bucket; passed += 1) counts[passed % BUCKETS] = 0;
    newest = Math.max(newest, bucket);
  };

  return {
    add(now) {
      advance(now);
      const slot = newest % BUCKETS;
      counts[slot] = (counts[slot] ?? 0) + 1;
      lastAt = now;
    },
    lastAt: () => lastAt,
    buckets(now) {
      advance(now);
      const oldest = (newest + 1) % BUCKETS;
      return [...counts.slice(oldest), ...counts.slice(0, oldest)];
    },
  };
}
