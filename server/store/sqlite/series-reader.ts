import type Database from 'better-sqlite3';
import type { DepthBucket, LatencyBucket, Period, ThroughputBucket, TypeSummary } from '@/lib/api/views';
import { HistogramBuilder, quantile, quantiles, type Histogram } from '@/lib/metrics/histogram';
import type { SeriesScope } from '../store';
import type { DictionaryReader } from './dictionary-reader';
import { allOf, raw, sql, type Fragment } from './fragment';
import { bucketsOf, mapBuckets, type Buckets } from './periods';
import { histogramFrom } from './series-writer';
import type { DictKind } from './schema';
import type { BoundQuery, StatementCache } from './statement-cache';
import type { WatchReader } from './watch-reader';

interface Sums {
  readonly success: number;
  readonly failure: number;
  readonly retry: number;
  readonly other: number;
}
interface Histograms {
  readonly wait: Uint8Array;
  readonly run_success: Uint8Array;
  readonly run_failure: Uint8Array;
}

/** Answers charts from the stored minutes. */
export class SeriesReader {
  private readonly depthSamples: Database.Statement<
    [number, number],
    { at: number; ready: string | null; unacked: number | null }
  >;

  constructor(
    db: Database.Database,
    private readonly statements: StatementCache,
    private readonly dictionary: DictionaryReader,
    private readonly watch: WatchReader,
  ) {
    this.depthSamples = db.prepare(
      'SELECT at, ready, unacked FROM depth WHERE queue = ? AND minute >= ? ORDER BY minute',
    );
  }

  throughput(scope: SeriesScope, period: Period, now: number): readonly ThroughputBucket[] {
    const buckets = bucketsOf(period, now);
    const sums = this.select<Sums & { bucket: number }>(
      sql`${bucketOf(buckets)} AS bucket, sum(success) AS success, sum(failure) AS failure, sum(retry) AS retry, sum(other) AS other`,
      scope,
      buckets,
      raw('GROUP BY bucket'),
    ).all();
    const byBucket = new Map(sums.map((row) => [row.bucket, row]));
    const unwatched = this.watch.unwatched(buckets.from, now);
    return mapBuckets(buckets, (index, from, to) => {
      const { success = 0, failure = 0, retry = 0, other = 0 } = byBucket.get(index) ?? {};
      const noData = unwatched.some((gap) => gap.from < Math.min(to, now) && gap.to > from);
      return { at: from, success, failure, retry, other, partial: to > now, noData };
    });
  }

  latency(scope: SeriesScope, period: Period, now: number): readonly LatencyBucket[] {
    const buckets = bucketsOf(period, now);
    const rows = this.select<Histograms & { bucket: number }>(
      sql`${bucketOf(buckets)} AS bucket, wait, run_success, run_failure`,
      scope,
      buckets,
    ).all();
    const waits = new Map<number, HistogramBuilder>();
    const runs = new Map<number, HistogramBuilder>();
    for (const row of rows) {
      mergeInto(waits, row.bucket, [row.wait]);
      mergeInto(runs, row.bucket, [row.run_success, row.run_failure]);
    }
    return mapBuckets(buckets, (index, from) => latencyBucket(from, waits.get(index), runs.get(index)));
  }

  depth(queue: string, period: Period, now: number): readonly DepthBucket[] {
    const buckets = bucketsOf(period, now);
    const id = this.dictionary.id('queue', queue);
    const samples = id === null ? [] : this.depthSamples.all(id, buckets.first);
    // The newest sample of a bucket stands for it.
    const byBucket = new Map(
      samples.map((sample) => [Math.floor((sample.at / 60 - buckets.first) / buckets.step), sample]),
    );
    return mapBuckets(buckets, (index, from) => {
      const sample = byBucket.get(index);
      return { at: from, ready: readyOf(sample?.ready ?? null), unacked: sample?.unacked ?? null };
    });
  }

  /** The types that ran most. */
  types(scope: SeriesScope, period: Period, now: number, limit: number): readonly TypeSummary[] {
    return this.summaries(scope, bucketsOf(period, now))
      .toSorted((a, b) => b.runs - a.runs)
      .slice(0, limit);
  }

  summaries(scope: SeriesScope, buckets: Buckets): readonly TypeSummary[] {
    const rows = this.select<Sums & Histograms & { name: number }>(
      raw('name, success, failure, retry, other, wait, run_success, run_failure'),
      scope,
      buckets,
      raw('ORDER BY name'),
    ).all();
    const groups = Map.groupBy(rows, ({ name }) => name);
    return [...groups].flatMap(([id, group]) => {
      const name = this.dictionary.value(id) ?? '';
      return name === '' ? [] : [summaryOf(name, group)];
    });
  }

  /** Wait of everything that finished in the period. */
  waitP95(buckets: Buckets): number | null {
    const all = new HistogramBuilder();
    for (const { wait } of this.select<{ wait: Uint8Array }>(raw('wait'), {}, buckets).all())
      all.merge(histogramFrom(wait));
    return quantile(all.build(), 0.95);
  }

  /** Run times of a type, successful or not, since a time. */
  runsOf(name: string, from: number): Histogram {
    const all = new HistogramBuilder();
    const since = { first: Math.floor(from / 60), step: 1 };
    for (const row of this.select<Histograms>(raw('wait, run_success, run_failure'), { name }, since).all()) {
      all.merge(histogramFrom(row.run_success));
      all.merge(histogramFrom(row.run_failure));
    }
    return all.build();
  }

  private select<Row>(
    columns: Fragment,
    scope: SeriesScope,
    buckets: Pick<Buckets, 'first' | 'step'>,
    end = raw(''),
  ): BoundQuery<Row> {
    return this.statements.query<Row>(
      sql`SELECT ${columns} FROM series WHERE minute >= ${buckets.first} AND ${this.inScope(scope)} ${end}`,
    );
  }

  private inScope(scope: SeriesScope): Fragment {
    const given = (['name', 'queue', 'worker'] as const satisfies readonly DictKind[]).flatMap((kind) => {
      const value = scope[kind];
      return value === undefined ? [] : [sql`${raw(kind)} = ${this.dictionary.id(kind, value) ?? -1}`];
    });
    return allOf(given);
  }
}

function bucketOf({ first, step }: Buckets): Fragment {
  return sql`(minute - ${first}) / ${step}`;
}

function mergeInto(builders: Map<number, HistogramBuilder>, bucket: number, encoded: readonly Uint8Array[]): void {
  const builder = builders.get(bucket) ?? new HistogramBuilder();
  builders.set(bucket, builder);
  for (const bytes of encoded) builder.merge(histogramFrom(bytes));
}

function latencyBucket(
  at: number,
  wait: HistogramBuilder | undefined,
  run: HistogramBuilder | undefined,
): LatencyBucket {
  const runs = run?.build();
  const [waitP50 = null, waitP95 = null, waitP99 = null] =
    wait === undefined ? [] : quantiles(wait.build(), [0.5, 0.95, 0.99]);
  const [runP50 = null, runP95 = null, runP99 = null] = runs === undefined ? [] : quantiles(runs, [0.5, 0.95, 0.99]);
  return { at, count: runs?.count ?? 0, waitP50, waitP95, waitP99, runP50, runP95, runP99 };
}

function summaryOf(name: string, rows: readonly (Sums & Histograms)[]): TypeSummary {
  const wait = new HistogramBuilder();
  const run = new HistogramBuilder();
  let runs = 0;
  let failures = 0;
  for (const row of rows) {
    runs += row.success + row.failure + row.retry + row.other;
    failures += row.failure;
    wait.merge(histogramFrom(row.wait));
    run.merge(histogramFrom(row.run_success));
    run.merge(histogramFrom(row.run_failure));
  }
  const [runP50 = null, runP95 = null] = quantiles(run.build(), [0.5, 0.95]);
  return { name, runs, failures, runP50, runP95, waitP95: quantile(wait.build(), 0.95) };
}

function readyOf(text: string | null): Readonly<Record<string, number>> | null {
  return text === null ? null : (JSON.parse(text) as Record<string, number>);
}
