import type Database from 'better-sqlite3';
import type {
  DepthBucket,
  LatencyBucket,
  SeriesView,
  TimeWindow,
  ThroughputBucket,
  TypeSummary,
} from '@/lib/api/views';
import { HistogramSum } from '@/lib/metrics/histogram-sum';
import type { SeriesScope } from '../store';
import type { Budget } from './budget';
import type { DictionaryReader } from './dictionary-reader';
import { bucketsOf, mapBuckets, type Buckets } from './periods';
import { GRAINS } from './schema';
import { SeriesRows, type SeriesRow, type TypeCount } from './series-rows';
import { SeriesSum, STEP_ENDS } from './series-sum';
import type { WatchReader } from './watch-reader';

type TypeScope = Pick<SeriesScope, 'name' | 'queue'>;
export interface NamedCount extends TypeCount {
  readonly name: string;
}

/** Answers charts from the stored series. */
export class SeriesReader {
  private readonly rows: SeriesRows;
  /** Types are summed up one after the other, thousands of them. */
  private readonly scratch = { wait: new HistogramSum(), run: new HistogramSum() };
  private readonly depthSamples: Database.Statement<
    [number, number, number],
    { at: number; ready: string | null; unacked: number | null }
  >;

  constructor(
    db: Database.Database,
    private readonly dictionary: DictionaryReader,
    private readonly watch: WatchReader,
    budget: Budget,
  ) {
    this.rows = new SeriesRows(db, dictionary, budget);
    this.depthSamples = db.prepare(
      'SELECT at, ready, unacked FROM depth WHERE queue = ? AND minute >= ? AND minute < ? ORDER BY minute',
    );
  }

  throughput(scope: SeriesScope, window: TimeWindow, now: number): readonly ThroughputBucket[] {
    const buckets = bucketsOf(window, now);
    const sums = mapBuckets(buckets, () => ({ success: 0, failure: 0, retry: 0, other: 0 }));
    for (const row of this.rows.ofScope(scope, buckets.first, buckets.end, buckets.step)) {
      const sum = sums[bucketIndex(buckets, row.start)];
      if (sum === undefined) continue;
      for (const outcome of ['success', 'failure', 'retry', 'other'] as const) sum[outcome] += row[outcome];
    }
    const unwatched = this.watch.unwatched(buckets.from, now);
    return mapBuckets(buckets, (index, from, to) => {
      const { success = 0, failure = 0, retry = 0, other = 0 } = sums[index] ?? {};
      const noData = unwatched.some((gap) => gap.from < Math.min(to, now) && gap.to > from);
      return { at: from, success, failure, retry, other, partial: to > now, noData };
    });
  }

  latency(scope: SeriesScope, window: TimeWindow, now: number): readonly LatencyBucket[] {
    const buckets = bucketsOf(window, now);
    const waits = mapBuckets(buckets, () => new HistogramSum());
    const runs = mapBuckets(buckets, () => new HistogramSum());
    for (const row of this.rows.ofScope(scope, buckets.first, buckets.end, buckets.step)) {
      const index = bucketIndex(buckets, row.start);
      waits[index]?.add(row.wait);
      mergeRuns(runs[index], row);
    }
    return mapBuckets(buckets, (index, from) => latencyBucket(from, waits[index], runs[index]));
  }

  depth(queue: string, window: TimeWindow, now: number): readonly DepthBucket[] {
    const buckets = bucketsOf(window, now);
    const id = this.dictionary.id('queue', queue);
    const samples = id === null ? [] : this.depthSamples.all(id, buckets.first, buckets.end);
    // The newest sample of a bucket stands for it.
    const byBucket = new Map(samples.map((sample) => [bucketIndex(buckets, sample.at / 60), sample]));
    return mapBuckets(buckets, (index, from) => {
      const sample = byBucket.get(index);
      return { at: from, ready: readyOf(sample?.ready ?? null), unacked: sample?.unacked ?? null };
    });
  }

  /** How often each type that has a name ended in the period. */
  typeCounts(scope: TypeScope, buckets: Buckets): readonly NamedCount[] {
    return [...this.rows.countsByType(scope, buckets.first, buckets.end)].flatMap(([type, count]) => {
      const name = this.dictionary.value(type) ?? '';
      return name === '' ? [] : [{ name, ...count }];
    });
  }

  /** A type with its percentiles. */
  summary(scope: TypeScope, { name, runs, failures }: NamedCount, buckets: Buckets): TypeSummary {
    const { wait, run } = this.scratch;
    wait.clear();
    run.clear();
    for (const row of this.rows.ofScope({ ...scope, name }, buckets.first, buckets.end, GRAINS.day)) {
      wait.add(row.wait);
      mergeRuns(run, row);
    }
    const [runP50 = null, runP95 = null] = run.quantiles([0.5, 0.95]);
    return { name, runs, failures, runP50, runP95, waitP95: wait.quantiles([0.95])[0] ?? null };
  }

  /** The p95 run time of each type of the period. */
  runP95s(buckets: Buckets): ReadonlyMap<string, number | null> {
    const { run } = this.scratch;
    const p95s = new Map<string, number | null>();
    for (const [type, histograms] of this.rows.runsByType({}, buckets.first, buckets.end)) {
      run.clear();
      for (const histogram of histograms) run.add(histogram);
      p95s.set(this.dictionary.value(type) ?? '', run.quantiles([0.95])[0] ?? null);
    }
    return p95s;
  }

  /** Counts, rates and percentiles by bucket and in all, successes and failures apart. */
  series(scope: SeriesScope, window: TimeWindow, now: number): SeriesView {
    const buckets = bucketsOf(window, now);
    const sums = mapBuckets(buckets, () => new SeriesSum());
    const total = new SeriesSum();
    for (const row of this.rows.ofScope(scope, buckets.first, buckets.end, buckets.step)) {
      sums[bucketIndex(buckets, row.start)]?.add(row);
      total.add(row);
    }
    const unwatched = this.watch.unwatched(buckets.from, now);
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
        noData: unwatched.some((gap) => gap.from < Math.min(to, now) && gap.to > from),
      })),
    };
  }

  /** Wait of everything that finished in the period. */
  waitP95(buckets: Buckets): number | null {
    const all = new HistogramSum();
    for (const { wait } of this.rows.ofScope({}, buckets.first, buckets.end, GRAINS.day)) all.add(wait);
    return all.quantiles([0.95])[0] ?? null;
  }

  /** Run times of a type, successful or not. */
  runsOf(name: string, from: number, to: number): HistogramSum {
    const all = new HistogramSum();
    for (const row of this.rows.ofScope({ name }, Math.floor(from / 60), Math.floor(to / 60) + 1, GRAINS.day))
      mergeRuns(all, row);
    return all;
  }
}

function bucketIndex({ first, step }: Buckets, minute: number): number {
  return Math.floor((minute - first) / step);
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

function readyOf(text: string | null): Readonly<Record<string, number>> | null {
  return text === null ? null : (JSON.parse(text) as Record<string, number>);
}
