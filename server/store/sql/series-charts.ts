import type { DepthBucket, LatencyBucket, SeriesView, ThroughputBucket, TypeSummary } from '@/lib/api/views';
import { HistogramSum } from '@/lib/metrics/histogram-sum';
import { mapBuckets, type Buckets } from './periods';
import type { SeriesRow } from './series-row';
import { SeriesSum, STEP_ENDS } from './series-sum';

interface Stretch {
  readonly from: number;
  readonly to: number;
}
export interface NamedCount {
  readonly name: string;
  readonly runs: number;
  readonly failures: number;
}

export function throughputOf(
  buckets: Buckets,
  rows: readonly SeriesRow[],
  unwatched: readonly Stretch[],
  now: number,
): readonly ThroughputBucket[] {
  const sums = mapBuckets(buckets, () => ({ success: 0, failure: 0, retry: 0, other: 0 }));
  for (const row of rows) {
    const sum = sums[bucketIndex(buckets, row.start)];
    if (sum === undefined) continue;
    for (const outcome of ['success', 'failure', 'retry', 'other'] as const) sum[outcome] += row[outcome];
  }
  return mapBuckets(buckets, (index, from, to) => {
    const { success = 0, failure = 0, retry = 0, other = 0 } = sums[index] ?? {};
    return { at: from, success, failure, retry, other, partial: to > now, noData: isIn(unwatched, from, to, now) };
  });
}

export function latencyOf(buckets: Buckets, rows: readonly SeriesRow[]): readonly LatencyBucket[] {
  const waits = mapBuckets(buckets, () => new HistogramSum());
  const runs = mapBuckets(buckets, () => new HistogramSum());
  for (const row of rows) {
    const index = bucketIndex(buckets, row.start);
    waits[index]?.add(row.wait);
    mergeRuns(runs[index], row);
  }
  return mapBuckets(buckets, (index, from) => latencyBucket(from, waits[index], runs[index]));
}

/** Counts, rates and percentiles by bucket and in all, successes and failures apart. */
export function seriesViewOf(
  buckets: Buckets,
  rows: readonly SeriesRow[],
  unwatched: readonly Stretch[],
  now: number,
): SeriesView {
  const sums = mapBuckets(buckets, () => new SeriesSum());
  const total = new SeriesSum();
  for (const row of rows) {
    sums[bucketIndex(buckets, row.start)]?.add(row);
    total.add(row);
  }
  return {
    from: buckets.from,
    to: Math.min(now, buckets.end * 60),
    stepSeconds: buckets.step * 60,
    ends: STEP_ENDS,
    total: total.told(buckets.seconds),
    buckets: mapBuckets(buckets, (index, from, to) => ({
      at: from,
      ...(sums[index] ?? new SeriesSum()).told(Math.max(1, Math.min(now, to) - from)),
      partial: to > now,
      noData: isIn(unwatched, from, to, now),
    })),
  };
}

/** The newest sample of each bucket stands for it; samples come in the order of their times. */
export function depthOf(
  buckets: Buckets,
  samples: readonly { readonly at: number; readonly ready: string | null; readonly unacked: number | null }[],
): readonly DepthBucket[] {
  const byBucket = new Map(samples.map((sample) => [bucketIndex(buckets, sample.at / 60), sample]));
  return mapBuckets(buckets, (index, from) => {
    const sample = byBucket.get(index);
    return { at: from, ready: readyOf(sample?.ready ?? null), unacked: sample?.unacked ?? null };
  });
}

/** Types are summed up one after the other, thousands of them. */
const scratch = { wait: new HistogramSum(), run: new HistogramSum() };

/** A type with its percentiles. */
export function typeSummaryOf({ name, runs, failures }: NamedCount, rows: readonly SeriesRow[]): TypeSummary {
  const { wait, run } = scratch;
  wait.clear();
  run.clear();
  for (const row of rows) {
    wait.add(row.wait);
    mergeRuns(run, row);
  }
  const [runP50 = null, runP95 = null] = run.quantiles([0.5, 0.95]);
  return { name, runs, failures, runP50, runP95, waitP95: wait.quantiles([0.95])[0] ?? null };
}

export function p95Of(histograms: readonly Uint8Array[]): number | null {
  const { run } = scratch;
  run.clear();
  for (const histogram of histograms) run.add(histogram);
  return run.quantiles([0.95])[0] ?? null;
}

/** Run times, of successes and failures alike. */
export function runsOf(rows: readonly SeriesRow[]): HistogramSum {
  const all = new HistogramSum();
  for (const row of rows) mergeRuns(all, row);
  return all;
}

export function mostRuns<Type extends NamedCount>(types: readonly Type[], limit: number): readonly Type[] {
  return types.toSorted((a, b) => b.runs - a.runs || (a.name < b.name ? -1 : 1)).slice(0, limit);
}

export function readyOf(text: string | null): Readonly<Record<string, number>> | null {
  return text === null ? null : (JSON.parse(text) as Record<string, number>);
}

function bucketIndex({ first, step }: Buckets, minute: number): number {
  return Math.floor((minute - first) / step);
}

function isIn(stretches: readonly Stretch[], from: number, to: number, now: number): boolean {
  return stretches.some((gap) => gap.from < Math.min(to, now) && gap.to > from);
}

function mergeRuns(sum: HistogramSum | undefined, row: Pick<SeriesRow, 'run_success' | 'run_failure'>): void {
  sum?.add(row.run_success);
  sum?.add(row.run_failure);
}

function latencyBucket(at: number, wait: HistogramSum | undefined, run: HistogramSum | undefined): LatencyBucket {
  const [waitP50 = null, waitP95 = null, waitP99 = null] = wait?.quantiles([0.5, 0.95, 0.99]) ?? [];
  const [runP50 = null, runP95 = null, runP99 = null] = run?.quantiles([0.5, 0.95, 0.99]) ?? [];
  return { at, count: run?.count ?? 0, waitP50, waitP95, waitP99, runP50, runP95, runP99 };
}
