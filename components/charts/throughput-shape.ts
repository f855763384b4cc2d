import type { ThroughputBucket } from '@/lib/api/views';
import { countScale, type Scale } from './scale';

export type Outcome = 'success' | 'failure' | 'retry' | 'other';

/** What did not succeed, in the order in which it is stacked. */
export const UNSUCCESSFUL = ['failure', 'retry', 'other'] as const satisfies readonly Outcome[];

export interface ThroughputShape {
  readonly main: Scale;
  readonly strip: Scale;
  readonly totals: Readonly<Record<Outcome, number>>;
  /** Runs of buckets without data, as first and last index. */
  readonly gaps: readonly { readonly first: number; readonly last: number }[];
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
  const [first, second] = buckets;
  return {
    main: countScale(highest, 3),
    strip: countScale(highestRest, 1),
    totals,
    gaps: gapsOf(buckets),
    bucketSeconds: first && second ? second.at - first.at : 60,
  };
}

/** Nothing finished in it; with `noData` that means not known, not none. */
export function isEmpty(bucket: ThroughputBucket): boolean {
  return bucket.success + bucket.failure + bucket.retry + bucket.other === 0;
}

function gapsOf(buckets: readonly ThroughputBucket[]): ThroughputShape['gaps'] {
  const gaps: { first: number; last: number }[] = [];
  for (const [index, bucket] of buckets.entries()) {
    if (!bucket.noData) continue;
    const before = gaps.at(-1);
    if (before?.last === index - 1) before.last = index;
    else gaps.push({ first: index, last: index });
  }
  return gaps;
}

/** The bucket under a point of the plot, 0 to 1 from left to right. */
export function bucketAt(share: number, buckets: number): number {
  return Math.min(buckets - 1, Math.max(0, Math.floor(share * buckets)));
}

/** Where the arrow keys go. */
export function steppedBucket(key: string, current: number | null, buckets: number): number | null {
  const last = buckets - 1;
  switch (key) {
    case 'ArrowLeft':
      return current === null ? last : Math.max(0, current - 1);
    case 'ArrowRight':
      return current === null ? last : Math.min(last, current + 1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'Escape':
      return null;
    default:
      return current;
  }
}
