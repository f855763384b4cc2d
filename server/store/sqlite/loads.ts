import type Database from 'better-sqlite3';
import type { EventGap } from '@/lib/cluster/cluster-status';
import type { Task } from '@/lib/cluster/task';
import type { Finding } from '@/lib/detectors/finding';
import type { SeriesMinute } from '@/lib/metrics/series';
import type { StoreLoads } from '../store';
import { GRAINS } from '../sql/kinds';
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
export class SqliteLoads implements StoreLoads {
  private readonly tasks: TaskReader;
  private readonly openFindings: Database.Statement<[], { body: string }>;
  private readonly newestGaps: Database.Statement<[number], EventGap>;
  private readonly seriesSince: Database.Statement<[number], StoredMinute>;

  constructor(private readonly options: LoadsOptions) {
    const { db } = options;
    this.tasks = new TaskReader(db);
    this.openFindings = db.prepare('SELECT body FROM finding WHERE closed IS NULL ORDER BY opened');
    this.newestGaps = db.prepare(
      'SELECT started AS "from", ended AS "to", reason FROM gap ORDER BY started DESC LIMIT ?',
    );
    this.seriesSince = db.prepare(
      `SELECT s.start AS minute, s.kind, k.value AS key, b.value AS sub, ${SUMS}
       FROM series s LEFT JOIN dict k ON k.id = s.key LEFT JOIN dict b ON b.id = s.sub
       WHERE s.grain = ${GRAINS.minute} AND s.start >= ? ORDER BY s.start`,
    );
  }

  loadTask(uuid: string): Task | null {
    return this.options.mayHave(encodeTaskId(uuid)) ? this.guarded(() => this.tasks.task(uuid)) : null;
  }

  loadInFlight(limit: number): readonly Task[] {
    return this.guarded(() => this.tasks.tasksInFlight(limit));
  }

  loadOpenFindings(): readonly Finding[] {
    return this.guarded(() => this.openFindings.all().map(({ body }) => JSON.parse(body) as Finding));
  }

  loadGaps(limit: number): readonly EventGap[] {
    return this.guarded(() => this.newestGaps.all(limit).toReversed());
  }

  watchedUntil(): number | null {
    return this.options.watchedUntil;
  }

  loadSeries(from: number): readonly SeriesMinute[] {
    return this.guarded(() => this.seriesSince.all(Math.floor(from / 60)).map(toSeriesMinute));
  }

  private guarded<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw this.options.told(error);
    }
  }
}
