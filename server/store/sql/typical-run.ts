import type { TaskDetail } from '@/lib/api/views';
import type { HistogramSum } from '@/lib/metrics/histogram-sum';

/** How far back runs tell what is usual. */
export const TYPICAL_SECONDS = 86_400;
const TYPICAL_RUNS = 5;

/** How long a type usually runs; null where too few runs tell. */
export function typicalOf(runs: HistogramSum): TaskDetail['typical'] {
  const [p50 = null, p95 = null] = runs.quantiles([0.5, 0.95]);
  return runs.count < TYPICAL_RUNS || p50 === null || p95 === null ? null : { runs: runs.count, p50, p95 };
}
