import type Database from 'better-sqlite3';
import type { EventGap } from '@/lib/cluster/cluster-status';
import type { Wish } from '@/lib/cluster/wish';
import type { Finding } from '@/lib/detectors/finding';
import type { StoreLoads } from '../store';
import { GRAINS } from '../sql/kinds';
import { parsedBody } from '../sql/log-record';
import { longestRuns, runsSince, type StoredRuns } from '../sql/longest-runs';
import { toSeriesMinute, type StoredMinute } from '../sql/series-minute';
import { SUMS } from '../sql/series-row';
import { encodeTaskId, type StoredId } from '../sql/task-id';
import { TaskReader } from './task-reader';

export interface LoadsOptions {
  readonly db: Database.Database;
  /** False for an id that is not stored. */
  readonly mayHave: (uid: StoredId) => boolean;
  readonly watchedUntil: number | null;
  /** Puts what SQLite throws into the store's words. */
  readonly told: (error: unknown) => Error;
}

/** What a collector reads back of what was written. */
export function createLoads({ db, mayHave, watchedUntil, told }: LoadsOptions): StoreLoads {
  const tasks = new TaskReader(db);
  const openFindings = db.prepare<[], { body: string }>(
    'SELECT body FROM finding WHERE closed IS NULL ORDER BY opened',
  );
  const wishes = db.prepare<[], { body: string }>('SELECT body FROM wish ORDER BY at');
  const newestGaps = db.prepare<[number], EventGap>(
    'SELECT started AS "from", ended AS "to", reason FROM gap ORDER BY started DESC LIMIT ?',
  );
  const seriesSince = db.prepare<[number], StoredMinute>(
    `SELECT s.start AS minute, s.kind, k.value AS key, b.value AS sub, ${SUMS}
     FROM series s LEFT JOIN dict k ON k.id = s.key LEFT JOIN dict b ON b.id = s.sub
     WHERE s.grain = ${GRAINS.minute} AND s.start >= ? ORDER BY s.start`,
  );
  const guarded = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      throw told(error);
    }
  };
  return {
    loadTask: (uuid) => (mayHave(encodeTaskId(uuid)) ? guarded(() => tasks.task(uuid)) : null),
    loadInFlight: (limit) => guarded(() => tasks.tasksInFlight(limit)),
    loadOpenFindings: () => guarded(() => openFindings.all().map(({ body }) => JSON.parse(body) as Finding)),
    loadWishes: () => guarded(() => wishes.all().flatMap(({ body }) => parsedBody<Wish>(body))),
    loadGaps: (limit) => guarded(() => newestGaps.all(limit).toReversed()),
    watchedUntil: () => watchedUntil,
    loadSeries: (from) => guarded(() => seriesSince.all(Math.floor(from / 60)).map(toSeriesMinute)),
    loadLongestRuns: (from) => guarded(() => longestRuns(db.prepare<[], StoredRuns>(runsSince(from)).iterate())),
  };
}
