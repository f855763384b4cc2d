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
import { GRAINS } from '../sql/kinds';
import { bucketsOf, type Buckets } from '../sql/periods';
import {
  depthOf,
  latencyOf,
  p95Of,
  runsOf,
  seriesViewOf,
  throughputOf,
  typeSummaryOf,
  type NamedCount,
} from '../sql/series-charts';
import type { Budget } from './budget';
import type { DictionaryReader } from './dictionary-reader';
import { SeriesRows } from './series-rows';
import type { WatchReader } from './watch-reader';

type TypeScope = Pick<SeriesScope, 'name' | 'queue'>;

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
    budget: Budget,
  ) {
    this.rows = new SeriesRows(db, dictionary, budget);
    this.depthSamples = db.prepare(
      'SELECT at, ready, unacked FROM depth WHERE queue = ? AND minute >= ? AND minute < ? ORDER BY minute',
    );
  }

  throughput(scope: SeriesScope, window: TimeWindow, now: number): readonly ThroughputBucket[] {
    const buckets = bucketsOf(window, now);
    const rows = this.rows.ofScope(scope, buckets.first, buckets.end, buckets.step);
    return throughputOf(buckets, rows, this.watch.unwatched(buckets.from, now), now);
  }

  latency(scope: SeriesScope, window: TimeWindow, now: number): readonly LatencyBucket[] {
    const buckets = bucketsOf(window, now);
    return latencyOf(buckets, this.rows.ofScope(scope, buckets.first, buckets.end, buckets.step));
  }

  depth(queue: string, window: TimeWindow, now: number): readonly DepthBucket[] {
    const buckets = bucketsOf(window, now);
    const id = this.dictionary.id('queue', queue);
    return depthOf(buckets, id === null ? [] : this.depthSamples.all(id, buckets.first, buckets.end));
  }

  /** How often each type that has a name ended in the period. */
  typeCounts(scope: TypeScope, buckets: Buckets): readonly NamedCount[] {
    return [...this.rows.countsByType(scope, buckets.first, buckets.end)].flatMap(([type, count]) => {
      const name = this.dictionary.value(type) ?? '';
      return name === '' ? [] : [{ name, ...count }];
    });
  }

  /** A type with its percentiles. */
  summary(scope: TypeScope, type: NamedCount, buckets: Buckets): TypeSummary {
    const { name } = type;
    return typeSummaryOf(type, this.rows.ofScope({ ...scope, name }, buckets.first, buckets.end, GRAINS.day));
  }

  /** The p95 run time of each type of the period. */
  runP95s(buckets: Buckets): ReadonlyMap<string, number | null> {
    const runs = this.rows.runsByType({}, buckets.first, buckets.end);
    return new Map([...runs].map(([type, histograms]) => [this.dictionary.value(type) ?? '', p95Of(histograms)]));
  }

  /** Counts, rates and percentiles by bucket and in all, successes and failures apart. */
  series(scope: SeriesScope, window: TimeWindow, now: number): SeriesView {
    const buckets = bucketsOf(window, now);
    const rows = this.rows.ofScope(scope, buckets.first, buckets.end, buckets.step);
    return seriesViewOf(buckets, rows, this.watch.unwatched(buckets.from, now), now);
  }

  /** Wait of everything that finished in the period. */
  waitP95(buckets: Buckets): number | null {
    const all = new HistogramSum();
    for (const { wait } of this.rows.ofScope({}, buckets.first, buckets.end, GRAINS.day)) all.add(wait);
    return all.quantiles([0.95])[0] ?? null;
  }

  /** Run times of a type, successful or not. */
  runsOf(name: string, from: number, to: number): HistogramSum {
    return runsOf(this.rows.ofScope({ name }, Math.floor(from / 60), Math.floor(to / 60) + 1, GRAINS.day));
  }
}
