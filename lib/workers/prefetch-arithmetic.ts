import type { WorkerView } from '../cluster/worker';

export interface PrefetchSum {
  readonly slots: number;
  readonly multiplier: number;
  /** Each task held until its eta raises the prefetch count by one. */
  readonly scheduled: number;
  readonly total: number;
}

type Figures = Pick<WorkerView, 'concurrency' | 'prefetchMultiplier' | 'prefetchCount' | 'scheduled'>;

/**
 * The prefetch count as slots × multiplier + scheduled, only where that is what the worker told. It is not where the
 * multiplier came by the command line, the pool has grown, or the counts were read at different times.
 */
export function prefetchSum(worker: Figures): PrefetchSum | null {
  const { concurrency: slots, prefetchMultiplier: multiplier, prefetchCount: total } = worker;
  if (slots === null || multiplier === null || total === null || multiplier === 0) return null;
  const { scheduled } = worker;
  if (scheduled === null || slots * multiplier + scheduled !== total) return null;
  return { slots, multiplier, scheduled, total };
}
