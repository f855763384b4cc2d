/** As told to others: `counts` are by bucket, the last one above all bounds. */
export interface ToldBuckets {
  readonly sum: number;
  readonly counts: readonly number[];
}

/** Prometheus' own default, and so Flower's. */
export const DEFAULT_BUCKETS: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];
/** Waits in a queue: near nothing where all is well, and many minutes where it is not. */
export const WAIT_BUCKETS: readonly number[] = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800];

/** A histogram of fixed buckets, as Prometheus has them. */
export class BucketCounts {
  sum = 0;
  private readonly counts: number[];

  /** `bounds` rise and are finite. */
  constructor(private readonly bounds: readonly number[]) {
    this.counts = new Array<number>(bounds.length + 1).fill(0);
  }

  add(value: number): void {
    const { bounds, counts } = this;
    let bucket = 0;
    while (bucket < bounds.length && value > (bounds[bucket] ?? 0)) bucket += 1;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
    this.sum += value;
  }

  told(): ToldBuckets {
    return { sum: this.sum, counts: [...this.counts] };
  }
}
