import type { DepthBucket } from '@/lib/api/views';
import type { LinePoint } from './line-path';
import { countScale, type Scale } from './scale';

/** A bucket as the chart draws it: a member for each lane, absent where no sample was taken. */
export interface DepthPoint {
  readonly at: number;
  readonly unacked: number | null;
  readonly lanes: Readonly<Record<string, number>> | null;
}

export interface DepthShape {
  /** In the order in which they are served; `all` where lanes are not known. */
  readonly lanes: readonly string[];
  readonly points: readonly DepthPoint[];
  readonly sampled: boolean;
  readonly scale: Scale;
}

/** Every lane that any bucket has, so that a lane that runs empty is drawn as zero and not as a gap. */
export function depthShape(buckets: readonly DepthBucket[], highestFirst: boolean): DepthShape {
  const names = new Set(buckets.flatMap((bucket) => Object.keys(bucket.ready ?? {})));
  const lanes = [...names].sort((a, b) => (Number(a) - Number(b)) * (highestFirst ? -1 : 1));
  const points = buckets.map(({ at, ready, unacked }) => ({
    at,
    unacked,
    lanes: ready && Object.fromEntries(lanes.map((lane) => [lane, ready[lane] ?? 0])),
  }));
  const highest = points.map((point) => Math.max(point.unacked ?? 0, sumOf(point.lanes ?? {})));
  return {
    lanes,
    points,
    sampled: points.some((point) => point.lanes !== null || point.unacked !== null),
    scale: countScale(Math.max(0, ...highest), 3),
  };
}

/** The lanes on top of each other, the first served at the bottom: shares of the scale, below and above each. */
export function stackLanes({ lanes, points, scale }: DepthShape): readonly {
  readonly lane: string;
  readonly low: readonly LinePoint[];
  readonly high: readonly LinePoint[];
}[] {
  let low: readonly LinePoint[] = points.map((point) => (point.lanes === null ? null : 0));
  return lanes.map((lane) => {
    const below = low;
    const high = points.map(({ lanes: ready }, index): LinePoint => {
      const base = below[index] ?? null;
      return ready === null || base === null ? null : base + (ready[lane] ?? 0) / scale.top;
    });
    low = high;
    return { lane, low: below, high };
  });
}

function sumOf(ready: Readonly<Record<string, number>>): number {
  return Object.values(ready).reduce((sum, count) => sum + count, 0);
}
