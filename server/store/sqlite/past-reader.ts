import type Database from 'better-sqlite3';
import type { StoredPast } from '../store';
import { raw, sql } from '../sql/fragment';
import { SERIES_KINDS } from '../sql/kinds';
import {
  PAST_COLUMNS,
  PastPicture,
  SAMPLE_SECONDS,
  SIGN_GRAINS,
  SIGN_MINUTES,
  signsOf,
  type PastNames,
  type StoredPastTask,
} from '../sql/past-picture';
import { readyOf } from '../sql/series-charts';
import { decodeTaskId } from '../sql/task-id';
import type { Budget } from './budget';
import type { DictionaryReader } from './dictionary-reader';
import type { StatementCache } from './statement-cache';
import type { TaskReader } from './task-reader';
import { valueBeyond } from './task-segment';
import type { WatchReader } from './watch-reader';

const SHARE_OF_INDEX = 0.04;
const MS_A_ROW = 1e-4;

const FIRST_SIGN = ['sent', 'received', 'started'].map((column) => `coalesce(t.${column}, 9e99)`).join(', ');
const GO_ON = '(t.id & 4095 <> 0 OR go_on())';

/** Tells what the cluster did at a second in the past. */
export class PastReader {
  private readonly depth: Database.Statement<
    [number, number],
    { queue: number; at: number; ready: string | null; unacked: number | null }
  >;
  private readonly finished: Database.Statement<[number, number, number], { worker: number; start: number }>;
  private readonly names: PastNames;

  constructor(
    db: Database.Database,
    private readonly statements: StatementCache,
    dictionary: DictionaryReader,
    private readonly tasks: TaskReader,
    private readonly watch: WatchReader,
    private readonly budget: Budget,
    private readonly total: () => number,
  ) {
    this.names = { value: (id) => dictionary.value(id), uuid: decodeTaskId };
    // The newest sample of each queue; SQLite gives the other columns of the row that has the greatest `at`.
    this.depth = db.prepare(
      'SELECT queue, max(at) AS at, ready, unacked FROM depth WHERE at <= ? AND at > ? GROUP BY queue',
    );
    this.finished = db.prepare(
      `SELECT key AS worker, start FROM series WHERE grain = ? AND start BETWEEN ? AND ? AND kind = ${SERIES_KINDS.worker}`,
    );
  }

  past(at: number, limit: number, now: number): StoredPast {
    const picture = new PastPicture(at, this.names);
    for (const row of this.candidates(at)) {
      const [uid, deliveries] = [row[0], row[11]];
      picture.add(row, deliveries > 1 ? this.tasks.stored(uid) : null);
    }
    return {
      oldestAt: this.oldest(),
      isWhole: true,
      watched: !this.watch.unwatched(at - 1, now).some(({ from, to }) => from <= at && to >= at),
      ...picture.told(limit),
      depth: this.depth.all(at, at - SAMPLE_SECONDS).map(({ queue, ready, ...sample }) => ({
        ...sample,
        queue: this.names.value(queue) ?? '',
        ready: readyOf(ready),
      })),
      finished: signsOf(this.signs(Math.floor(at / 60)), at, this.names),
    };
  }

  // What was under way has changed since, or still is.
  private *candidates(at: number): Iterable<StoredPastTask> {
    const began = sql`(min(${raw(FIRST_SIGN)}) <= ${at} OR t.deliveries > 1)`;
    const most = Math.ceil(SHARE_OF_INDEX * this.total());
    const edge = valueBeyond(this.statements, 'updated', null, most, true);
    const isRecent = edge === null || edge <= at;
    if (!isRecent) this.budget.needs(MS_A_ROW * this.total());
    const source = raw(isRecent ? 'task t INDEXED BY task_updated' : 'task t NOT INDEXED');
    const changed = sql`SELECT ${raw(PAST_COLUMNS)} FROM ${source} WHERE ${raw(GO_ON)} AND t.updated > ${at} AND ${began}`;
    yield* this.statements.query<StoredPastTask>(changed).arrays();
    const still = sql`SELECT ${raw(PAST_COLUMNS)} FROM task t INDEXED BY task_live_worker WHERE t.live = 1 AND t.updated <= ${at} AND ${began}`;
    yield* this.statements.query<StoredPastTask>(still).arrays();
  }

  private signs(
    minute: number,
  ): readonly { readonly worker: number; readonly start: number; readonly grain: number }[] {
    return SIGN_GRAINS.flatMap((grain) =>
      this.finished.all(grain, minute - SIGN_MINUTES, minute + SIGN_MINUTES).map((sign) => ({ ...sign, grain })),
    );
  }

  private oldest(): number | null {
    return this.statements.query<{ at: number | null }>(raw('SELECT min(updated) AS at FROM task')).get()?.at ?? null;
  }
}
