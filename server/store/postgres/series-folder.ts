import { raw, sql } from '../sql/fragment';
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
import type { SeriesKey } from '../sql/series-minute';
import { addedSums, SUMS, type StoredSums } from '../sql/series-row';
import { replaceSums, type SumsAt } from './series-writer';
import type { Session } from './session';
import { unnest } from './values';

/**
 * Adds minutes that can't change any more to their quarter and hour, and hours to their day, some rows at each flush: a
 * day of every type is then read from one row instead of 1,440. Where it stands is stored with what it did. The caller
 * holds the transaction.
 */
export class SeriesFolder {
  private readonly minutes = new Fold(FOLDS.minutes);
  private readonly hours = new Fold(FOLDS.hours);

  /** Whether there may be anything to do. */
  isDue(settledAt: number): boolean {
    const settled = settledMinute(settledAt);
    return (
      this.minutes.isDue(settled) ||
      this.hours.isDue(settledHour(this.minutes.done)) ||
      rewoundTo(this.minutes.reached, settled) !== null
    );
  }

  async step(session: Session, settledAt: number): Promise<void> {
    await this.minutes.load(session);
    await this.hours.load(session);
    const settled = settledMinute(settledAt);
    const rewound = rewoundTo(this.minutes.reached, settled);
    if (rewound !== null) {
      await this.minutes.rewind(session, rewound.minutes);
      await this.hours.rewind(session, rewound.hours);
    }
    const room = await this.minutes.step(session, settled, ROWS_A_STEP);
    await this.hours.step(session, settledHour(this.minutes.done), room);
  }

  /** After a transaction that was undone: where it stands is read anew. */
  forget(): void {
    this.minutes.forget();
    this.hours.forget();
  }
}

/** Adds rows of one grain to those of coarser ones. */
class Fold {
  private position: FoldPosition | null = null;

  constructor(private readonly fold: FoldOf) {}

  async load(session: Session): Promise<void> {
    if (this.position !== null) return;
    const { rows } = await session.query<FoldPosition>(raw(`SELECT minute, kind, key, sub FROM ${this.fold.table}`));
    this.position = rows[0] ?? NOTHING_FOLDED;
  }

  forget(): void {
    this.position = null;
  }

  isDue(settled: number): boolean {
    return this.position === null || !isFoldedUpTo(this.position, settled);
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
  async step(session: Session, settled: number, room: number): Promise<number> {
    let left = room;
    while (left > 0 && !isFoldedUpTo(this.at, settled)) left -= 1 + (await this.foldSome(session, settled, left));
    return Math.max(0, left);
  }

  /** Forgets what was made from then on, to be made anew. */
  async rewind(session: Session, start: number): Promise<void> {
    if (this.done <= start) return;
    await session.query(
      sql`DELETE FROM series WHERE grain IN (${raw(this.fold.targets.join(', '))}) AND start >= ${start}`,
    );
    await this.move(session, foldedUpTo(start - 1));
  }

  private get at(): FoldPosition {
    return this.position ?? NOTHING_FOLDED;
  }

  private async move(session: Session, to: FoldPosition): Promise<void> {
    const { minute, kind, key, sub } = to;
    await session.query(
      sql`INSERT INTO ${raw(this.fold.table)} VALUES (1, ${minute}, ${kind}, ${key}, ${sub}) ON CONFLICT (one) DO UPDATE
          SET minute = excluded.minute, kind = excluded.kind, key = excluded.key, sub = excluded.sub`,
    );
    this.position = to;
  }

  private async foldSome(session: Session, settled: number, limit: number): Promise<number> {
    const { at } = this;
    const rows = isStartDone(at) ? [] : await this.following(session, at, limit);
    if (rows.length > 0) await this.add(session, at.minute, rows);
    const last = rows.at(-1);
    if (last !== undefined && rows.length === limit)
      await this.move(session, { minute: at.minute, kind: last.kind, key: last.key, sub: last.sub });
    else await this.advance(session, at, settled);
    return rows.length;
  }

  private async following(session: Session, at: FoldPosition, limit: number): Promise<readonly FoldedRow[]> {
    const { rows } = await session.query<FoldedRow>(
      sql`SELECT kind, key, sub, ${raw(SUMS)} FROM series s WHERE grain = ${this.fold.source} AND start = ${at.minute}
          AND (kind, key, sub) > (${at.kind}::int4, ${at.key}::int4, ${at.sub}::int4) ORDER BY kind, key, sub LIMIT ${limit}`,
    );
    return rows;
  }

  // This start is done: on to the next that has rows; with none, everything up to the settled one is done.
  private async advance(session: Session, at: FoldPosition, settled: number): Promise<void> {
    const { rows } = await session.query<{ minute: number | null }>(
      sql`SELECT min(start) AS minute FROM series WHERE grain = ${this.fold.source} AND start > ${at.minute} AND start <= ${settled}`,
    );
    const next = rows[0]?.minute ?? null;
    await this.move(session, next === null ? foldedUpTo(settled) : foldedBefore(next));
  }

  private async add(session: Session, minute: number, rows: readonly FoldedRow[]): Promise<void> {
    const targets = this.fold.targets.map((grain) => ({ grain, start: floorTo(minute, grain) }));
    const { rows: found } = await session.query<FoldedRow & { grain: number }>(
      sql`SELECT s.grain, s.kind, s.key, s.sub, ${raw(SUMS)} FROM ${unnest([
        ['int4', rows.map(({ kind }) => kind)],
        ['int4', rows.map(({ key }) => key)],
        ['int4', rows.map(({ sub }) => sub)],
      ])} AS v (kind, key, sub) JOIN series s ON s.kind = v.kind AND s.key = v.key AND s.sub = v.sub
          AND (s.grain, s.start) IN (${raw(targets.map(({ grain, start }) => `(${grain}, ${start})`).join(', '))})`,
    );
    const known = new Map(found.map((row) => [`${row.grain} ${keyOf(row).join(' ')}`, row]));
    const sums = targets.flatMap(({ grain, start }) =>
      rows.map((row): SumsAt => {
        const before = known.get(`${grain} ${keyOf(row).join(' ')}`);
        return { grain, start, key: keyOf(row), ...sumsOf(before === undefined ? row : addedSums(before, row)) };
      }),
    );
    await session.query(replaceSums(sums));
  }
}

function keyOf({ kind, key, sub }: Omit<FoldPosition, 'minute'>): SeriesKey {
  return [kind, key, sub];
}

function sumsOf(row: StoredSums): StoredSums {
  const { success, failure, retry, other, wait, run_success, run_failure } = row;
  return { success, failure, retry, other, wait, run_success, run_failure };
}
