import type Database from 'better-sqlite3';
import type { DepthBucket, LatencyBucket, TimeWindow, ThroughputBucket, TypeSummary } from '@/lib/api/views';
import { mergeEncoded } from '@/lib/metrics/encode-histogram';
import { HistogramBuilder, quantile, quantiles, type Histogram } from '@/lib/metrics/histogram';
import type { SeriesScope } from '../store';
import type { DictionaryReader } from './dictionary-reader';
import { bucketsOf, mapBuckets, type Buckets } from './periods';
import { GRAINS } from './schema';
import { SeriesRows, type SeriesRow } from './series-rows';
import type { WatchReader } from './watch-reader';

/** Answers charts from the stored series. */
export class SeriesReader {
  private readonly rows: SeriesRows;
  private readonly depthSamples: Database.Statement<
    [number, number, number],
    { at: number; ready: string | null; unacked: number | null }
  >;

  constructor(
    db: Database.Database,
    private readonly dictionary: DictionaryReader,
    private readonly watch: WatchReader,
  ) {
    this.rows = new SeriesRows(db, dictionary);
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
    const waits = mapBuckets(buckets, () => new HistogramBuilder());
    const runs = mapBuckets(buckets, () => new HistogramBuilder());
    for (const row of this.rows.ofScope(scope, buckets.first, buckets.end, buckets.step)) {
      const index = bucketIndex(buckets, row.start);
      add(waits[index], row.wait);
      mergeRuns(runs[index], row);
    }
    return mapBuckets(buckets, (index, from) => latencyBucket(from, waits[index]?.build(), runs[index]?.build()));
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

  /** Each type that ended in the period: in the whole cluster, in one queue, or one type by itself. */
  summaries(scope: Pick<SeriesScope, 'name' | 'queue'>, buckets: Buckets): readonly TypeSummary[] {
    const groups = Map.groupBy(this.rows.byType(scope, buckets.first, buckets.end), ({ type }) => type);
    return [...groups].flatMap(([id, group]) => {
      const name = this.dictionary.value(id) ?? '';
      return name === '' ? [] : [summaryOf(name, group)];
    });
  }

  /** Wait of everything that finished in the period. */
  waitP95(buckets: Buckets): number | null {
    const all = new HistogramBuilder();
    for (const { wait } of this.rows.ofScope({}, buckets.first, buckets.end, GRAINS.hour)) add(all, wait);
    return quantile(all.build(), 0.95);
  }

  /** Run times of a type, successful or not. */
  runsOf(name: string, from: number, to: number): Histogram {
    const all = new HistogramBuilder();
    for (const row of this.rows.ofScope({ name }, Math.floor(from / 60), Math.floor(to / 60) + 1, GRAINS.hour))
      mergeRuns(all, row);
    return all.build();
  }
}

function bucketIndex({ first, step }: Buckets, minute: number): number {
  return Math.floor((minute - first) / step);
}

// One unreadable histogram must not take a whole chart with it.
function add(builder: HistogramBuilder | undefined, encoded: Uint8Array): void {
  if (builder !== undefined) mergeEncoded(builder, encoded);
}

function mergeRuns(builder: HistogramBuilder | undefined, row: Pick<SeriesRow, 'run_success' | 'run_failure'>): void {
  add(builder, row.run_success);
  add(builder, row.run_failure);
}

function latencyBucket(at: number, wait: Histogram | undefined, run: Histogram | undefined): LatencyBucket {
  const [waitP50 = null, waitP95 = null, waitP99 = null] = wait === undefined ? [] : quantiles(wait, [0.5, 0.95, 0.99]);
  const [runP50 = null, runP95 = null, runP99 = null] = run === undefined ? [] : quantiles(run, [0.5, 0.95, 0.99]);
  return { at, count: run?.count ?? 0, waitP50, waitP95, waitP99, runP50, runP95, runP99 };
}

function summaryOf(name: string, rows: readonly SeriesRow[]): TypeSummary {
  const wait = new HistogramBuilder();
  const run = new HistogramBuilder();
  let runs = 0;
  let failures = 0;
  for (const row of rows) {
    runs += row.success + row.failure + row.retry + row.other;
    failures += row.failure;
    add(wait, row.wait);
    mergeRuns(run, row);
  }
  const [runP50 = null, runP95 = null] = quantiles(run.build(), [0.5, 0.95]);
  return { name, runs, failures, runP50, runP95, waitP95: quantile(wait.build(), 0.95) };
}

function readyOf(text: string | null): Readonly<Record<string, number>> | null {
  return text === null ? null : (JSON.parse(text) as Record<string, number>);
}
