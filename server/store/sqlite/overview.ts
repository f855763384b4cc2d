import type Database from 'better-sqlite3';
import type { Overview, TimeWindow } from '@/lib/api/views';
import { TASK_STATES } from '@/lib/celery/task-state';
import { bucketsOf, type Buckets } from '../sql/periods';
import { SUCCESS_ID } from '../sql/kinds';
import { failingTypes, slowestTypes } from '../sql/leading-types';
import type { NamedCount } from '../sql/series-charts';
import type { SeriesReader } from './series-reader';

const DAY_SECONDS = 86_400;
/** Which types are slowest is remembered for so many times what it took, when that was long. */
const KEPT_FACTOR = 100;
const SLOW_MS = 30;
const WINDOWS_KEPT = 20;

/** Answers the Now page. */
export class OverviewReader {
  private readonly duplicates: Database.Statement<[number], { found: number }>;
  private readonly lost: Database.Statement<[number], { found: number }>;
  private readonly slow = new Map<string, { readonly until: number; readonly names: readonly string[] }>();

  constructor(
    db: Database.Database,
    private readonly series: SeriesReader,
  ) {
    this.duplicates = db.prepare(
      'SELECT count(*) AS found FROM task INDEXED BY task_again WHERE deliveries > 1 AND runs > 1 AND updated >= ?',
    );
    this.lost = db.prepare(
      `SELECT count(*) AS found FROM task INDEXED BY task_state
       WHERE state <> ${SUCCESS_ID} AND state = ${TASK_STATES.indexOf('LOST') + 1} AND updated >= ?`,
    );
  }

  overview(window: TimeWindow, now: number): Overview {
    const buckets = bucketsOf(window, now);
    const throughput = this.series.throughput({}, window, now);
    const sum = (field: 'success' | 'failure' | 'retry' | 'other'): number =>
      throughput.reduce((total, bucket) => total + bucket[field], 0);
    const [success, failure, retry, other] = [sum('success'), sum('failure'), sum('retry'), sum('other')];
    const total = success + failure + retry + other;
    const types = this.series.typeCounts({}, buckets);
    return {
      period: typeof window === 'string' ? window : null,
      throughput,
      latency: this.series.latency({}, window, now),
      finished: { total, success, failure, retry, other, perSecond: total / buckets.seconds },
      waitP95: this.series.waitP95(buckets),
      ranTwice24h: this.duplicates.get(now - DAY_SECONDS)?.found ?? 0,
      lost24h: this.lost.get(now - DAY_SECONDS)?.found ?? 0,
      slowest: this.slowest(window, types, buckets).map((type) => this.series.summary({}, type, buckets)),
      failing: failingTypes(types).map((type) => this.series.summary({}, type, buckets)),
    };
  }

  // The percentiles of thousands of types take a while, and which of them are slowest does not change by the second.
  private slowest(window: TimeWindow, types: readonly NamedCount[], buckets: Buckets): readonly NamedCount[] {
    const key = JSON.stringify(window);
    const startedAt = performance.now();
    const known = this.slow.get(key);
    if (known !== undefined && startedAt < known.until) {
      const byName = new Map(types.map((type) => [type.name, type]));
      return known.names.flatMap((name) => byName.get(name) ?? []);
    }
    const p95s = this.series.runP95s(buckets);
    const slowest = slowestTypes(types, p95s);
    const tookMs = performance.now() - startedAt;
    if (this.slow.size > WINDOWS_KEPT) this.slow.clear();
    if (tookMs > SLOW_MS)
      this.slow.set(key, { until: performance.now() + KEPT_FACTOR * tookMs, names: slowest.map(({ name }) => name) });
    return slowest;
  }
}
