import type { Histogram } from './histogram';

/** What finished in one minute for one (type, queue, worker). Waits and runs are kept apart for success and failure. */
export interface SeriesMinute {
  /** Epoch minute: floor(epoch seconds / 60). */
  readonly minute: number;
  readonly name: string;
  readonly queue: string;
  readonly worker: string;
  readonly success: number;
  readonly failure: number;
  readonly retry: number;
  readonly other: number;
  readonly wait: Histogram;
  readonly runSuccess: Histogram;
  readonly runFailure: Histogram;
}
