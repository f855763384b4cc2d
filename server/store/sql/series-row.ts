import { decodeHistogram, encodeHistogram } from '@/lib/metrics/encode-histogram';
import { EMPTY_HISTOGRAM, mergeHistograms, type Histogram } from '@/lib/metrics/histogram';

/** What finished, as a row of `series` holds it. */
export interface StoredSums {
  readonly success: number;
  readonly failure: number;
  readonly retry: number;
  readonly other: number;
  readonly wait: Uint8Array;
  readonly run_success: Uint8Array;
  readonly run_failure: Uint8Array;
}
export interface SeriesRow extends StoredSums {
  /** Epoch minute. */
  readonly start: number;
}
export const SUMS = 's.success, s.failure, s.retry, s.other, s.wait, s.run_success, s.run_failure';

// One unreadable histogram must not take a whole chart with it.
export function histogramFrom(bytes: Uint8Array): Histogram {
  return decodeHistogram(bytes) ?? EMPTY_HISTOGRAM;
}

export function addedSums(a: StoredSums, b: StoredSums): StoredSums {
  return {
    success: a.success + b.success,
    failure: a.failure + b.failure,
    retry: a.retry + b.retry,
    other: a.other + b.other,
    wait: merged(a.wait, b.wait),
    run_success: merged(a.run_success, b.run_success),
    run_failure: merged(a.run_failure, b.run_failure),
  };
}

function merged(a: Uint8Array, b: Uint8Array): Uint8Array {
  return encodeHistogram(mergeHistograms([histogramFrom(a), histogramFrom(b)]));
}
