import type { DepthBucket } from '@/lib/api/views';

/** A bucket as the chart draws it: a member for each lane, absent where no sample was taken. */
export interface DepthPoint {
  readonly at: number;
  readonly unacked: number | null;
  readonly lanes: Readonly<Record<string, number>> | null;
}

export interface DepthShape {
  /** In numeric order; `all` where lanes are not known. */
  readonly lanes: readonly string[];
  readonly points: readonly DepthPoint[];
  readonly sampled: boolean;
}

/** Every lane that any bucket has, so that a lane that runs empty is drawn as zero and not as a gap. */
export function depthShape(buckets: readonly DepthBucket[]): DepthShape {
  const names = new Set(buckets.flatMap((bucket) => Object.keys(bucket.ready ?? {})));
  const lanes = [...names].sort((a, b) => Number(a) - Number(b));
  const points = buckets.map(({ at, ready, unacked }) => ({
    at,
    unacked,
    lanes: ready && Object.fromEntries(lanes.map((lane) => [lane, ready[lane] ?? 0])),
  }));
  return { lanes, points, sampled: points.some((point) => point.lanes !== null) };
}
