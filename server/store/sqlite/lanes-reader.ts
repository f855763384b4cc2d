import type Database from 'better-sqlite3';
import type { LaneQuery, LaneRuns } from '../store';
import type { Budget } from './budget';
import type { DictionaryReader } from './dictionary-reader';
import { LaneColumns } from '../sql/lane-columns';
import { SUCCESS_ID } from '../sql/kinds';
import { addRunsOf, addStoredRun, tailSecondsOf } from '../sql/stored-run';
import { decodeTaskId } from '../sql/task-id';
import type { TaskReader } from './task-reader';
import { IN_RUNTIME_INDEX } from './task-segment';

/** Runs longer than the tail which reach over the end of a window. */
const MAX_LONG = 1_000;
/** Tasks that ran more than once: each is read whole. */
const MAX_AGAIN = 4_000;
const MAX_LIVE = 10_000;
const NO_WORKER = -1;
/** Rows between two looks at the clock. */
const ROWS_A_LOOK = 256;

interface StoredRow {
  readonly uid: unknown;
  readonly name: number | null;
  readonly worker: number | null;
  readonly state: number;
  readonly live: number;
  readonly updated: number;
  readonly started: number | null;
  readonly ended: number | null;
  /** The only delivery, as far as it differs from the row; of a success it says nothing that is needed here. */
  readonly delivery: string | null;
}

type Bounds = Record<'worker' | 'from' | 'to' | 'tail' | 'tailSeconds' | 'limit', number | null>;

/** Finds the runs of a time, on one worker or all of them. */
export class LanesReader {
  private readonly recent: Record<'one' | 'all', Database.Statement<[Bounds], StoredRow>>;
  private readonly others: readonly Database.Statement<[Bounds], StoredRow>[];
  private readonly again: Database.Statement<[Bounds], { uid: unknown }>;

  constructor(
    db: Database.Database,
    private readonly dictionary: DictionaryReader,
    private readonly tasks: TaskReader,
    private readonly budget: Budget,
  ) {
    const columns = `t.uid, t.name, t.worker, t.state, t.live, t.updated, t.started, t.ended,
      iif(t.state = ${SUCCESS_ID}, NULL, (SELECT json_extract(p.more, '$.d[0]') FROM payload p WHERE p.id = t.id)) AS delivery`;
    const runs = (index: string): string => `SELECT ${columns} FROM task t INDEXED BY ${index} WHERE t.deliveries = 1`;
    const onWorker = '(@worker IS NULL OR t.worker = @worker)';
    const newestFirst = 't.updated >= @from AND t.updated <= @tail ORDER BY t.updated DESC LIMIT @limit';
    this.recent = {
      one: db.prepare(`${runs('task_worker')} AND t.worker = @worker AND ${newestFirst}`),
      all: db.prepare(`${runs('task_updated')} AND ${newestFirst}`),
    };
    this.others = [
      // What began before and has not been heard of since, and what began in the window and is still at it.
      db.prepare(
        `${runs('task_live_worker')} AND t.live = 1 AND t.worker > 0 AND ${onWorker} AND t.started < @to
         AND (t.updated < @from OR t.updated > @tail) AND go_on() LIMIT ${MAX_LIVE}`,
      ),
      db.prepare(
        `${runs('task_runtime')} AND ${IN_RUNTIME_INDEX} AND t.runtime > @tailSeconds AND ${onWorker} AND t.started < @to AND t.updated > @tail
         AND t.live = 0 AND go_on() LIMIT ${MAX_LONG}`,
      ),
    ];
    this.again = db.prepare(
      `SELECT uid FROM task t INDEXED BY task_again WHERE t.deliveries > 1 AND t.updated >= @from AND go_on()
       ORDER BY t.updated LIMIT ${MAX_AGAIN}`,
    );
  }

  /** The newest `limit` of them; what ended before `cutBefore` is left out. */
  runs({ hostname, from, to, limit }: LaneQuery): LaneRuns {
    // A worker that no task was on last may have had some before.
    const worker = hostname === null ? null : (this.dictionary.id('worker', hostname) ?? NO_WORKER);
    const columns = new LaneColumns(from, to, hostname);
    const tailSeconds = tailSecondsOf(from, to);
    const bounds = { worker, from, to, tail: to + tailSeconds, tailSeconds, limit };
    for (const { uid } of this.again.iterate(bounds)) this.addWhole(columns, uid);
    for (const statement of this.others) for (const stored of statement.iterate(bounds)) this.add(columns, stored);
    let seen = 0;
    for (const stored of this.recent[worker === null ? 'all' : 'one'].iterate({ ...bounds, limit: -1 })) {
      seen += 1;
      if (columns.length >= limit || (seen % ROWS_A_LOOK === 0 && this.budget.isSpent()))
        return columns.done(stored.updated);
      this.add(columns, stored);
    }
    return columns.done(null);
  }

  private add(columns: LaneColumns, stored: StoredRow): void {
    addStoredRun(columns, {
      uuid: () => decodeTaskId(stored.uid),
      name: this.dictionary.value(stored.name),
      worker: this.dictionary.value(stored.worker),
      state: this.dictionary.value(stored.state) ?? 'UNKNOWN',
      isLive: stored.live === 1,
      updated: stored.updated,
      started: stored.started,
      ended: stored.ended,
      delivery: stored.delivery,
    });
  }

  private addWhole(columns: LaneColumns, uid: unknown): void {
    const task = this.tasks.stored(uid);
    if (task !== null) addRunsOf(columns, task);
  }
}
