/** kombu's own on Redis, in force where nobody told another (`kombu/transport/redis.py`). */
export const DEFAULT_VISIBILITY_SECONDS = 3600;

export interface VisibilityTimeout {
  readonly seconds: number;
  /** The worker that told it. */
  readonly worker: string;
}

interface Told {
  readonly hostname: string;
  readonly visibilityTimeoutSeconds: number | null;
}

/** The shortest that these workers told: each of them gives out again for all. */
export function shortestTimeout(workers: readonly Told[]): VisibilityTimeout | null {
  let shortest: VisibilityTimeout | null = null;
  for (const { hostname: worker, visibilityTimeoutSeconds: seconds } of workers) {
    if (seconds !== null && (shortest === null || seconds < shortest.seconds)) shortest = { seconds, worker };
  }
  return shortest;
}
