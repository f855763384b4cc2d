import type { ThroughputBucket } from '@/lib/api/views';
import type { Band } from './chart-marks';
import { countScale, type Scale } from './scale';

export type Outcome = 'success' | 'failure' | 'retry' | 'other';

export const OUTCOMES = ['success', 'failure', 'retry', 'other'] as const satisfies readonly Outcome[];

/** What did not succeed, in the order in which it is stacked. */
export const UNSUCCESSFUL = ['failure', 'retry', 'other'] as const satisfies readonly Outcome[];

export interface ThroughputShape {
  readonly main: Scale;
  readonly strip: Scale;
  readonly totals: Readonly<Record<Outcome, number>>;
  /** Runs of buckets without data. */
  readonly gaps: readonly Band[];
  /** Length of a bucket. */
  readonly bucketSeconds: number;
}

/** Successes and the rest have scales of their own: 37 failures among 78 k would vanish. */
export function throughputShape(buckets: readonly ThroughputBucket[]): ThroughputShape {
  const totals = { success: 0, failure: 0, retry: 0, other: 0 };
  let highest = 0;
  let highestRest = 0;
  for (const bucket of buckets) {
    for (const outcome of ['success', ...UNSUCCESSFUL] as const) totals[outcome] += bucket[outcome];
    highest = Math.max(highest, bucket.success);
    highestRest = Math.max(highestRest, bucket.failure + bucket.retry + bucket.other);
  }
  const bucketSeconds = bucketLength(buckets);
  return {
    main: countScale(highest, 3),
    strip: countScale(highestRest, 1),
    totals,
    gaps: gapsOf(buckets, bucketSeconds),
    bucketSeconds,
  };
}

/** Nothing finished in it; with `noData` that means not known, not none. */
export function isEmpty(bucket: ThroughputBucket): boolean {
  return bucket.success + bucket.failure + bucket.retry + bucket.other === 0;
}

/** Seconds from one bucket to the next; a minute where there is only one. */
export function bucketLength(buckets: readonly { readonly at: number }[]): number {
  const [first, second] = buckets;
  return first && second ? second.at - first.at : 60;
}

function gapsOf(buckets: readonly ThroughputBucket[], seconds: number): readonly Band[] {
  const gaps: { from: number; to: number }[] = [];
  for (const { at, noData } of buckets) {
    const before = gaps.at(-1);
    if (!noData) continue;
    if (before?.to === at) before.to = at + seconds;
    else gaps.push({ from: at, to: at + seconds });
  }
  const start = buckets[0]?.at ?? 0;
  const whole = buckets.length * seconds;
  return gaps.map(({ from, to }) => ({
    kind: 'gap',
    from,
    to,
    left: (from - start) / whole,
    width: (to - from) / whole,
    reason: null,
    share: 1,
  }));
}
