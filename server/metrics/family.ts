import type { ToldBuckets } from '@/lib/metrics/counts/bucket-counts';
import { labelOf } from '@/lib/metrics/counts/label';

/** `suffix` follows the family's name; `labels` are written as they stand between the braces. */
export type Sample = readonly [suffix: string, labels: string, value: number];

/** One metric with all that is told of it; names of counters end with `_total`. */
export interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary';
  readonly samples: Iterable<Sample>;
}

/** Labels as text, in the order given; values from outside are made fit and escaped. */
export function labels(pairs: Readonly<Record<string, string>>): string {
  return Object.entries(pairs)
    .map(([name, value]) => `${name}="${escaped(labelOf(value))}"`)
    .join(',');
}

function escaped(value: string): string {
  return /[\\"\n]/.test(value) ? value.replace(/[\\"\n]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`)) : value;
}

/** The samples of one histogram; `le` stands before the other labels, as Python's client prints them. */
export function* histogramSamples(own: string, bounds: readonly number[], told: ToldBuckets): Iterable<Sample> {
  const rest = own === '' ? '' : `,${own}`;
  let count = 0;
  for (const [bucket, inBucket] of told.counts.entries()) {
    count += inBucket;
    const bound = bounds[bucket];
    yield ['_bucket', `le="${bound === undefined ? '+Inf' : pythonFloat(bound)}"${rest}`, count];
  }
  yield ['_count', own, count];
  yield ['_sum', own, told.sum];
}

/** Flower's boards and rules may name a bucket as Python writes it: `1.0` and not `1`. */
function pythonFloat(value: number): string {
  return Number.isInteger(value) && value < 1e16 ? value.toFixed(1) : String(value);
}
