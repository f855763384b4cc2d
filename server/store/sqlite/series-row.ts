import { decodeHistogram } from '@/lib/metrics/encode-histogram';
import { EMPTY_HISTOGRAM, type Histogram } from '@/lib/metrics/histogram';

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
export const SUMS = 's.success, s.failure, s.retry, s.other, s.wait, s.run_success, s.run_failure';

// One unreadable histogram must not take a whole chart with it.
export function histogramFrom(bytes: Uint8Array): Histogram {
  return decodeHistogram(bytes) ?? EMPTY_HISTOGRAM;
}
