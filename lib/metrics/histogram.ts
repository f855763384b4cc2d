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
