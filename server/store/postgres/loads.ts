import type { EventGap } from '@/lib/cluster/cluster-status';
import type { Task } from '@/lib/cluster/task';
import type { Wish } from '@/lib/cluster/wish';
import type { Finding } from '@/lib/detectors/finding';
import type { LongestRun } from '@/lib/metrics/run-times';
import type { SeriesMinute } from '@/lib/metrics/series';
import { raw, sql } from '../sql/fragment';
import { GRAINS } from '../sql/kinds';
import { longestRuns, runsSince, type StoredRuns } from '../sql/longest-runs';
import { parsedBody } from '../sql/log-record';
import { toSeriesMinute, type StoredMinute } from '../sql/series-minute';
import { SUMS } from '../sql/series-row';
import type { Database, Session } from './session';
import { readInFlight, readTask } from './task-reader';

const TASK_MS = 2_000;
const START_MS = 60_000;

/** What a collector reads back of what was written. */
export class PostgresLoads {
  constructor(private readonly database: Database) {}

  loadTask(uuid: string): Promise<Task | null> {
    return this.read(TASK_MS, async (session) => (await readTask(session, uuid))?.task ?? null);
  }

  loadInFlight(limit: number): Promise<readonly Task[]> {
    return this.read(START_MS, (session) => readInFlight(session, limit));
  }

  loadOpenFindings(): Promise<readonly Finding[]> {
    return this.read(START_MS, async (session) => {
      const { rows } = await session.query<{ body: string }>(
        raw('SELECT body FROM finding WHERE closed IS NULL ORDER BY opened'),
      );
      return rows.flatMap(({ body }) => parsedBody<Finding>(body));
    });
  }

  loadWishes(): Promise<readonly Wish[]> {
    return this.read(START_MS, async (session) => {
      const { rows } = await session.query<{ body: string }>(raw('SELECT body FROM wish ORDER BY at'));
      return rows.flatMap(({ body }) => parsedBody<Wish>(body));
    });
  }

  /** The newest, oldest first. */
  loadGaps(limit: number): Promise<readonly EventGap[]> {
    return this.read(START_MS, async (session) => {
      const { rows } = await session.query<EventGap>(
        sql`SELECT started AS "from", ended AS "to", reason FROM gap ORDER BY started DESC LIMIT ${limit}`,
      );
      return rows.toReversed();
    });
  }

  loadSeries(from: number): Promise<readonly SeriesMinute[]> {
    return this.read(START_MS, async (session) => {
      const { rows } = await session.query<StoredMinute>(
        sql`SELECT s.start AS minute, s.kind, k.value AS key, b.value AS sub, ${raw(SUMS)}
            FROM series s LEFT JOIN dict k ON k.id = s.key LEFT JOIN dict b ON b.id = s.sub
            WHERE s.grain = ${raw(String(GRAINS.minute))} AND s.start >= ${Math.floor(from / 60)} ORDER BY s.start`,
      );
      return rows.map(toSeriesMinute);
    });
  }

  loadLongestRuns(from: number): Promise<readonly LongestRun[]> {
    return this.read(START_MS, async (session) => {
      const { rows } = await session.query<StoredRuns>(raw(runsSince(from)));
      return longestRuns(rows);
    });
  }

  private read<T>(timeoutMs: number, work: (session: Session) => Promise<T>): Promise<T> {
    return this.database.transaction({ mode: 'read', timeoutMs }, work);
  }
}
