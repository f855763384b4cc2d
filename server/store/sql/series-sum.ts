import type { Quantiles, SeriesSums } from '@/lib/api/views';
import { HistogramSum } from '@/lib/metrics/histogram-sum';
import type { StoredSums } from './series-row';

/** Ends of the steps in which waits and runs are drawn, seconds. */
export const STEP_ENDS = [
  0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400,
  43_200, 86_400,
] as const;

/** Sums up rows of `series`. */
export class SeriesSum {
  private readonly counts = { success: 0, failure: 0, retry: 0, other: 0 };
  private readonly wait = new HistogramSum();
  private readonly runSuccess = new HistogramSum();
  private readonly runFailure = new HistogramSum();

  add(row: StoredSums): void {
    for (const outcome of ['success', 'failure', 'retry', 'other'] as const) this.counts[outcome] += row[outcome];
    // One unreadable histogram must not take a whole chart with it: it adds nothing.
    this.wait.add(row.wait);
    this.runSuccess.add(row.run_success);
    this.runFailure.add(row.run_failure);
  }

  told(seconds: number): SeriesSums {
    const { success, failure, retry, other } = this.counts;
    const failed = this.runFailure.steps(STEP_ENDS);
    return {
      ...this.counts,
      perSecond: (success + failure + retry + other) / seconds,
      wait: quantilesOf(this.wait),
      runSuccess: quantilesOf(this.runSuccess),
      runFailure: quantilesOf(this.runFailure),
      waitSteps: this.wait.steps(STEP_ENDS),
      runSteps: this.runSuccess.steps(STEP_ENDS).map((count, index) => count + (failed[index] ?? 0)),
    };
  }
}

function quantilesOf(sum: HistogramSum): Quantiles {
  const [p50 = null, p95 = null, p99 = null] = sum.quantiles([0.5, 0.95, 0.99]);
  return { count: sum.count, mean: sum.mean, p50, p95, p99 };
}
