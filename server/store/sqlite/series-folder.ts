import type Database from 'better-sqlite3';
import {
  floorTo,
  foldedBefore,
  foldedMinutes,
  foldedUpTo,
  FOLDS,
  isFoldedUpTo,
  isStartDone,
  NOTHING_FOLDED,
  rewoundTo,
  ROWS_A_STEP,
  settledHour,
  settledMinute,
  type FoldedRow,
  type FoldOf,
  type FoldPosition,
} from '../sql/series-fold';
import { addedSums, SUMS, type StoredSums } from '../sql/series-row';

/**
 * Adds minutes that can't change any more to their quarter and hour, and hours to their day, some rows at each flush: a
 * day of every type is then read from one row instead of 1,440. Where it stands is stored with what it did. The caller
 * holds the transaction.
 */
export class SeriesFolder {
  private readonly minutes: Fold;
  private readonly hours: Fold;

  constructor(db: Database.Database) {
    this.minutes = new Fold(db, FOLDS.minutes);
    this.hours = new Fold(db, FOLDS.hours);
  }

  step(settledAt: number): void {
    const settled = settledMinute(settledAt);
    const rewound = rewoundTo(this.minutes.reached, settled);
    if (rewound !== null) {
      this.minutes.rewind(rewound.minutes);
      this.hours.rewind(rewound.hours);
    }
    const room = this.minutes.step(settled, ROWS_A_STEP);
    this.hours.step(settledHour(this.minutes.done), room);
  }
}

/** Adds rows of one grain to those of coarser ones. */
class Fold {
  private readonly position: Database.Statement<[], FoldPosition>;
  private readonly move: Database.Statement;
  private readonly nextStart: Database.Statement<[number, number], { minute: number | null }>;
  private readonly rows: Database.Statement<[number, number, number, number, number], FoldedRow>;
  private readonly known: Database.Statement<number[], StoredSums>;
  private readonly replace: Database.Statement;
  private readonly forget: Database.Statement;

  constructor(
    db: Database.Database,
    private readonly fold: FoldOf,
  ) {
    const { table, source, targets } = fold;
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
    return this.at.minute;
  }

  /** The minute up to which all is folded. */
  get done(): number {
    return foldedMinutes(this.at, this.fold.source);
  }

  /** Folds what starts up to `settled`, as many rows as there is room for; the room that is left. */
  step(settled: number, room: number): number {
    let left = room;
    while (left > 0) {
      const { at } = this;
      if (isFoldedUpTo(at, settled)) return left;
      left -= 1 + this.foldSome(at, settled, left);
    }
    return 0;
  }

  /** Forgets what was made from then on, to be made anew. */
  rewind(start: number): void {
    if (this.done <= start) return;
    this.forget.run(start);
    this.moveTo(foldedUpTo(start - 1));
  }

  private get at(): FoldPosition {
    return this.position.get() ?? NOTHING_FOLDED;
  }

  private moveTo({ minute, kind, key, sub }: FoldPosition): void {
    this.move.run(minute, kind, key, sub);
  }

  private foldSome(at: FoldPosition, settled: number, limit: number): number {
    const rows = isStartDone(at) ? [] : this.rows.all(at.minute, at.kind, at.key, at.sub, limit);
    for (const row of rows) this.add(at.minute, row);
    const last = rows.at(-1);
    if (last !== undefined && rows.length === limit) this.moveTo({ ...last, minute: at.minute });
    else this.advance(at, settled);
    return rows.length;
  }

  // This start is done: on to the next that has rows; with none, everything up to the settled one is done.
  private advance(at: FoldPosition, settled: number): void {
    const next = this.nextStart.get(at.minute, settled)?.minute ?? null;
    this.moveTo(next === null ? foldedUpTo(settled) : foldedBefore(next));
  }

  private add(minute: number, row: FoldedRow): void {
    for (const grain of this.fold.targets) {
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
