import type { WorkerView } from '../cluster/worker';

const BUCKET_SECONDS = 10;
/** Three minutes: as long as a queue is looked at to tell whether it grows. */
const BUCKETS = 18;
/** After less than this it is not known how a worker is used. */
const MIN_BUCKETS = 3;

interface Bucket {
  readonly at: number;
  busy: number;
  looks: number;
}

/** How many slots of each worker were busy in the mean of the last minutes: a single look meets any number of them. */
export interface SlotUse {
  look(workers: readonly WorkerView[], now: number): void;
  /** Mean of busy slots; null when it was not watched for long enough. */
  meanOf(hostname: string): number | null;
}

export function createSlotUse(): SlotUse {
  const seen = new Map<string, Bucket[]>();
  return {
    look(workers, now) {
      const at = Math.floor(now / BUCKET_SECONDS);
      for (const { hostname, status, active, concurrency } of workers) {
        if (status === 'gone' || active === null || concurrency === null) seen.delete(hostname);
        else enter(bucketsOf(seen, hostname), at, Math.min(active, concurrency));
      }
      if (seen.size > workers.length) forget(seen, workers);
    },
    meanOf(hostname) {
      const buckets = seen.get(hostname) ?? [];
      if (buckets.length < MIN_BUCKETS) return null;
      const means = buckets.map(({ busy, looks }) => busy / looks);
      return means.reduce((sum, mean) => sum + mean, 0) / means.length;
    },
  };
}

function bucketsOf(seen: Map<string, Bucket[]>, hostname: string): Bucket[] {
  const known = seen.get(hostname);
  if (known !== undefined) return known;
  const buckets: Bucket[] = [];
  seen.set(hostname, buckets);
  return buckets;
}

function enter(buckets: Bucket[], at: number, busy: number): void {
  const last = buckets.at(-1);
  if (last?.at === at) {
    last.busy += busy;
    last.looks += 1;
    return;
  }
  buckets.push({ at, busy, looks: 1 });
  while ((buckets[0]?.at ?? at) <= at - BUCKETS) buckets.shift();
}

function forget(seen: Map<string, Bucket[]>, workers: readonly WorkerView[]): void {
  const known = new Set(workers.map(({ hostname }) => hostname));
  for (const hostname of seen.keys()) if (!known.has(hostname)) seen.delete(hostname);
}
