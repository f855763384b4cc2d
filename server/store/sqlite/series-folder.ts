import type Database from 'better-sqlite3';
import { GRAINS } from '../sql/kinds';
import { addedSums, SUMS, type StoredSums } from '../sql/series-row';

interface Position {
  readonly minute: number;
  readonly kind: number;
  readonly key: number;
  readonly sub: number;
}
type StoredSeries = StoredSums & Omit<Position, 'minute'>;

// A minute may change for ten minutes (lib/metrics/series.ts); one that was folded before its last change would be wrong.
const SETTLED_MINUTES = 13;
const SPARE_MINUTES = 2;
// Few enough that a flush does not notice, enough that four flushes a second keep up with 5,000 names of each kind.
const ROWS_A_STEP = 300;
const AFTER_ALL = 99;

/**
 * Adds minutes that can't change any more to their quarter and hour, and hours to their day, some rows at each flush: a
 * day of every type is then read from one row instead of 1,440. Where it stands is stored with what it did. The caller
 * holds the transaction.
 */
export class SeriesFolder {
  private readonly minutes: Fold;
  private readonly hours: Fold;

  constructor(db: Database.Database) {
    this.minutes = new Fold(db, 'folded', GRAINS.minute, [GRAINS.quarter, GRAINS.hour]);
    this.hours = new Fold(db, 'folded_hour', GRAINS.hour, [GRAINS.day]);
  }

  step(now: number): void {
    const settled = Math.floor(now / 60) - SETTLED_MINUTES;
    // The clock was set back: minutes that were folded change again, so their quarters, hours and days are made anew.
    if (this.minutes.reached > settled + SPARE_MINUTES) {
      this.minutes.rewind(floorTo(settled, GRAINS.hour));
      this.hours.rewind(floorTo(settled, GRAINS.day));
    }
    const room = this.minutes.step(settled, ROWS_A_STEP);
    this.hours.step(floorTo(this.minutes.done, GRAINS.hour) - GRAINS.hour, room);
  }
}

/** Adds rows of one grain to those of coarser ones. */
class Fold {
  private readonly position: Database.Statement<[], Position>;
  private readonly move: Database.Statement;
  private readonly nextStart: Database.Statement<[number, number], { minute: number | null }>;
  private readonly rows: Database.Statement<[number, number, number, number, number], StoredSeries>;
  private readonly known: Database.Statement<number[], StoredSums>;
  private readonly replace: Database.Statement;
  private readonly forget: Database.Statement;

  constructor(
    db: Database.Database,
    table: 'folded' | 'folded_hour',
    private readonly source: number,
    private readonly targets: readonly number[],
  ) {
    this.position = db.prepare(`SELECT minute, kind, key, sub FROM ${table}`);
    this.move = db.prepare(`INSERT OR REPLACE INTO ${table} VALUES (1, ?, ?, ?, ?)`);
    this.nextStart = db.prepare(
      `SELECT min(start) AS minute FROM series WHERE grain = ${source} AND start > ? AND start <= ?`,
    );
    this.rows = db.prepare(
      `SELECT kind, key, sub, ${SUMS} FROM series s
       WHERE grain = ${source} AND start = ? AND (kind, key, sub) > (?, ?, ?) ORDER BY kind, key, sub LIMIT ?`,
    );
    this.known = db.prepare(
      `SELECT ${SUMS} FROM series s WHERE grain = ? AND start = ? AND kind = ? AND key = ? AND sub = ?`,
    );
    this.forget = db.prepare(`DELETE FROM series WHERE grain IN (${targets.join(', ')}) AND start >= ?`);
    this.replace = db.prepare('INSERT OR REPLACE INTO series VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  }

  /** The start that is or was folded last. */
  get reached(): number {
    return this.position.get()?.minute ?? -1;
  }

  /** The minute up to which all is folded. */
  get done(): number {
    const at = this.position.get();
    return at === undefined ? 0 : at.kind === AFTER_ALL ? at.minute + this.source : at.minute;
  }

  /** Folds what starts up to `settled`, as many rows as there is room for; the room that is left. */
  step(settled: number, room: number): number {
    let left = room;
    while (left > 0) {
      const at = this.position.get() ?? { minute: -1, kind: AFTER_ALL, key: 0, sub: 0 };
      if (at.minute > settled || (at.minute === settled && at.kind === AFTER_ALL)) return left;
      left -= 1 + this.foldSome(at, settled, left);
    }
    return 0;
  }

  /** Forgets what was made from then on, to be made anew. */
  rewind(start: number): void {
    if (this.done <= start) return;
    this.forget.run(start);
    this.move.run(start - 1, AFTER_ALL, 0, 0);
  }

  private foldSome(at: Position, settled: number, limit: number): number {
    const rows = at.kind === AFTER_ALL ? [] : this.rows.all(at.minute, at.kind, at.key, at.sub, limit);
    for (const row of rows) this.fold(at.minute, row);
    const last = rows.at(-1);
    if (last !== undefined && rows.length === limit) this.move.run(at.minute, last.kind, last.key, last.sub);
    else this.advance(at, settled);
    return rows.length;
  }

  // This start is done: on to the next that has rows; with none, everything up to the settled one is done.
  private advance(at: Position, settled: number): void {
    const next = this.nextStart.get(at.minute, settled)?.minute ?? null;
    if (next === null) this.move.run(settled, AFTER_ALL, 0, 0);
    else this.move.run(next, -1, 0, 0);
  }

  private fold(minute: number, row: StoredSeries): void {
    for (const grain of this.targets) {
      const start = floorTo(minute, grain);
      const known = this.known.get(grain, start, row.kind, row.key, row.sub);
      const sum = known === undefined ? row : addedSums(known, row);
      this.replace.run(
        grain,
        start,
        row.kind,
        row.key,
        row.sub,
        sum.success,
        sum.failure,
        sum.retry,
        sum.other,
        sum.wait,
        sum.run_success,
        sum.run_failure,
      );
    }
  }
}

function floorTo(minute: number, grain: number): number {
  return Math.floor(minute / grain) * grain;
}
