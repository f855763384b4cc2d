import type { WorkerRun } from '../api/page-views';

/** Fewer runs say nothing of the next one. */
const MIN_RUNS = 5;

export interface Typical {
  readonly p50: number;
  readonly runs: number;
}

/** Median run time of each type among the runs seen on the worker; types with fewer than five are left out. */
export function typicalRuns(runs: readonly WorkerRun[]): ReadonlyMap<string, Typical> {
  const byType = new Map<string, number[]>();
  for (const { name, startedAt, endedAt } of runs) {
    if (name === null || endedAt === null) continue;
    const seconds = Math.max(0, endedAt - startedAt);
    const known = byType.get(name);
    if (known) known.push(seconds);
    else byType.set(name, [seconds]);
  }
  const typical = new Map<string, Typical>();
  for (const [name, times] of byType) {
    if (times.length < MIN_RUNS) continue;
    const sorted = times.toSorted((a, b) => a - b);
    const middle = sorted.length >> 1;
    const upper = sorted[middle] ?? 0;
    const p50 = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
    typical.set(name, { p50, runs: times.length });
  }
  return typical;
}
