import type { Period } from '@/lib/api/views';

const PERIODS: Readonly<Record<Period, { readonly minutes: number; readonly step: number }>> = {
  '15m': { minutes: 15, step: 1 },
  '1h': { minutes: 60, step: 1 },
  '6h': { minutes: 360, step: 5 },
  '24h': { minutes: 1_440, step: 15 },
};

/** The buckets of a period that ends now: whole steps of minutes, the last one partial. */
export interface Buckets {
  /** Epoch minute at which the first bucket starts. */
  readonly first: number;
  readonly count: number;
  /** Epoch minute after the last bucket. */
  readonly end: number;
  /** Minutes a bucket. */
  readonly step: number;
  /** Start of the period and its length, epoch seconds. */
  readonly from: number;
  readonly seconds: number;
}

export function bucketsOf(period: Period, now: number): Buckets {
  const { minutes, step } = PERIODS[period];
  const last = Math.floor(now / 60 / step) * step;
  const count = minutes / step + 1;
  const first = last - (count - 1) * step;
  return { first, count, end: last + step, step, from: first * 60, seconds: now - first * 60 };
}

/** One value for each bucket: its index, its start and its end in epoch seconds. */
export function mapBuckets<Bucket>(
  buckets: Buckets,
  make: (index: number, from: number, to: number) => Bucket,
): readonly Bucket[] {
  return Array.from({ length: buckets.count }, (_, index) => {
    const start = buckets.first + index * buckets.step;
    return make(index, start * 60, (start + buckets.step) * 60);
  });
}
