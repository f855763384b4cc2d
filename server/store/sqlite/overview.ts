import type Database from 'better-sqlite3';
import type { Overview, TimeWindow } from '@/lib/api/views';
import { TASK_STATES } from '@/lib/celery/task-state';
import { bucketsOf } from './periods';
import { SUCCESS_ID } from './schema';
import type { SeriesReader } from './series-reader';

const DAY_SECONDS = 86_400;
const LISTED_TYPES = 5;
// A p95 of fewer runs than this says little, so such a type does not lead the list of slow ones while others can.
const FEW_RUNS = 5;

/** Answers the Now page. */
export class OverviewReader {
  private readonly duplicates: Database.Statement<[number], { found: number }>;
  private readonly lost: Database.Statement<[number], { found: number }>;

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
    const types = this.series.summaries({}, buckets);
    const enough = types.filter(({ runs }) => runs >= FEW_RUNS);
    return {
      period: typeof window === 'string' ? window : null,
      throughput,
      latency: this.series.latency({}, window, now),
      finished: { total, success, failure, retry, other, perSecond: total / buckets.seconds },
      waitP95: this.series.waitP95(buckets),
      ranTwice24h: this.duplicates.get(now - DAY_SECONDS)?.found ?? 0,
      lost24h: this.lost.get(now - DAY_SECONDS)?.found ?? 0,
      slowest: (enough.length > 0 ? enough : types)
        .filter(({ runP95 }) => runP95 !== null)
        .toSorted((a, b) => (b.runP95 ?? 0) - (a.runP95 ?? 0))
        .slice(0, LISTED_TYPES),
      failing: types
        .filter(({ failures }) => failures > 0)
        .toSorted((a, b) => b.failures / b.runs - a.failures / a.runs || b.failures - a.failures)
        .slice(0, LISTED_TYPES),
    };
  }
}
