import type { Period, TimeWindow } from '@/lib/api/views';
import { GRAINS, HOURS_KEPT_SECONDS, MINUTES_KEPT_SECONDS, QUARTERS_KEPT_SECONDS } from './kinds';

const PERIODS: Readonly<Record<Period, { readonly minutes: number; readonly step: number }>> = {
  '15m': { minutes: 15, step: 1 },
  '1h': { minutes: 60, step: 1 },
  '6h': { minutes: 360, step: 5 },
  '24h': { minutes: 1_440, step: 15 },
  '7d': { minutes: 10_080, step: 120 },
};

/** Minutes a bucket that a window with fixed ends may have: none crosses a quarter or an hour. */
const STEPS = [1, 5, 15, 60, 120, 360, 1_440];
const MOST_BUCKETS = 120;

/** The buckets of a window: whole steps of minutes, the last one partial when it has not ended. */
export interface Buckets {
  /** Epoch minute at which the first bucket starts. */
  readonly first: number;
  readonly count: number;
  /** Epoch minute after the last bucket. */
  readonly end: number;
  /** Minutes a bucket. */
  readonly step: number;
  /** Start of the period and its length so far, epoch seconds. */
  readonly from: number;
  readonly seconds: number;
}

export function bucketsOf(window: TimeWindow, now: number): Buckets {
  if (typeof window !== 'string') return fixedBuckets(window, now);
  const { minutes, step } = PERIODS[window];
  const last = Math.floor(now / 60 / step) * step;
  const count = minutes / step + 1;
  const first = last - (count - 1) * step;
  return { first, count, end: last + step, step, from: first * 60, seconds: now - first * 60 };
}

function fixedBuckets({ from, to }: { readonly from: number; readonly to: number }, now: number): Buckets {
  const finest = finestGrain(now - from);
  const step =
    STEPS.find((minutes) => minutes >= finest && (to - from) / 60 / minutes <= MOST_BUCKETS) ??
    Math.ceil((to - from) / 86_400 / MOST_BUCKETS) * 1_440;
  const first = Math.floor(from / 60 / step) * step;
  const end = Math.max(first + step, Math.ceil(to / 60 / step) * step);
  const seconds = Math.max(60, Math.min(now, end * 60) - first * 60);
  return { first, count: (end - first) / step, end, step, from: first * 60, seconds };
}

// Of what is older only coarser rows are kept.
function finestGrain(ageSeconds: number): number {
  if (ageSeconds < MINUTES_KEPT_SECONDS) return GRAINS.minute;
  if (ageSeconds < QUARTERS_KEPT_SECONDS) return GRAINS.quarter;
  return ageSeconds < HOURS_KEPT_SECONDS ? GRAINS.hour : GRAINS.day;
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
