/**
 * A mergeable histogram of seconds with logarithmic buckets: bucket k holds values in (γ^(k-1), γ^k], γ = 1.02, so a
 * quantile is off by at most 1 %. Values of 0 and below are counted in `zero`. Immutable; `count` includes `zero`.
 */
export interface Histogram {
  readonly count: number;
  readonly sum: number;
  readonly zero: number;
  readonly buckets: ReadonlyMap<number, number>;
}

const GAMMA = 1.02;
const LOG_GAMMA = Math.log(GAMMA);
const SHORTEST_SECONDS = 0.001;
const LONGEST_SECONDS = 30 * 86_400;
const FIRST_BUCKET = Math.ceil(Math.log(SHORTEST_SECONDS) / LOG_GAMMA);
const LAST_BUCKET = Math.ceil(Math.log(LONGEST_SECONDS) / LOG_GAMMA);

export const EMPTY_HISTOGRAM: Histogram = { count: 0, sum: 0, zero: 0, buckets: new Map() };

/** Collects values and histograms in place; `build` gives what was collected so far. */
export class HistogramBuilder {
  private count = 0;
  private sum = 0;
  private zero = 0;
  private readonly buckets = new Map<number, number>();

  /** A value outside 1 ms … 30 days is counted in the nearest bucket; what is not a finite number is not counted. */
  add(seconds: number): void {
    if (!Number.isFinite(seconds)) return;
    this.count += 1;
    if (seconds <= 0) {
      this.zero += 1;
      return;
    }
    this.sum += Math.min(seconds, LONGEST_SECONDS);
    const bucket = bucketOf(seconds);
    this.buckets.set(bucket, (this.buckets.get(bucket) ?? 0) + 1);
  }

  merge(other: Histogram): void {
    this.count += other.count;
    this.sum += other.sum;
    this.zero += other.zero;
    for (const [bucket, count] of other.buckets) this.buckets.set(bucket, (this.buckets.get(bucket) ?? 0) + count);
  }

  /** Adds what an encoded histogram told, bucket by bucket. */
  addCounts(zero: number, sum: number, pairs: readonly number[]): void {
    this.zero += zero;
    this.count += zero;
    this.sum += sum;
    for (let at = 0; at + 1 < pairs.length; at += 2) {
      const bucket = pairs[at] ?? 0;
      const count = pairs[at + 1] ?? 0;
      this.count += count;
      this.buckets.set(bucket, (this.buckets.get(bucket) ?? 0) + count);
    }
  }

  build(): Histogram {
    return { count: this.count, sum: this.sum, zero: this.zero, buckets: new Map(this.buckets) };
  }
}

export function histogramOf(values: Iterable<number>): Histogram {
  const builder = new HistogramBuilder();
  for (const value of values) builder.add(value);
  return builder.build();
}

export function mergeHistograms(histograms: Iterable<Histogram>): Histogram {
  const builder = new HistogramBuilder();
  for (const histogram of histograms) builder.merge(histogram);
  return builder.build();
}

/** The value below which a share `q` (0 … 1) of all values lies (nearest rank); null when there are none. */
export function quantile(histogram: Histogram, q: number): number | null {
  return quantiles(histogram, [q])[0] ?? null;
}

/** Several quantiles in one pass over the buckets. */
export function quantiles(histogram: Histogram, qs: readonly number[]): readonly (number | null)[] {
  if (histogram.count === 0) return qs.map(() => null);
  const sorted = [...histogram.buckets].sort(([a], [b]) => a - b);
  return qs.map((q) => {
    const rank = Math.max(1, Math.ceil(Math.min(1, Math.max(0, q)) * histogram.count));
    let seen = histogram.zero;
    if (seen >= rank) return 0;
    for (const [bucket, count] of sorted) {
      seen += count;
      if (seen >= rank) return middleOf(bucket);
    }
    return middleOf(LAST_BUCKET);
  });
}

function bucketOf(seconds: number): number {
  const bucket = Math.ceil(Math.log(seconds) / LOG_GAMMA);
  return Math.min(LAST_BUCKET, Math.max(FIRST_BUCKET, bucket));
}

/** A value that stands for a bucket: as far from either end, relatively, which is (γ - 1) / (γ + 1) < 1 %. */
export function middleOf(bucket: number): number {
  return (2 * GAMMA ** bucket) / (GAMMA + 1);
}

/** Whether a stored bucket number can be one of ours. */
export function isBucket(bucket: number): boolean {
  return bucket >= FIRST_BUCKET && bucket <= LAST_BUCKET;
}

export function upperEndOf(bucket: number): number {
  return GAMMA ** bucket;
}

/** Bucket numbers are stored relative to this one, so that they are small and not negative. */
export const BUCKET_ORIGIN = FIRST_BUCKET;
export const BUCKET_COUNT = LAST_BUCKET - FIRST_BUCKET + 1;
