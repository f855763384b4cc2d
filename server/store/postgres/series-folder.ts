import { raw, sql } from '../sql/fragment';
import { GRAINS } from '../sql/kinds';
import type { SeriesKey } from '../sql/series-minute';
import { addedSums, SUMS, type StoredSums } from '../sql/series-row';
import { replaceSums, type SumsAt } from './series-writer';
import type { Session } from './session';
import { unnest } from './values';

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
const NOTHING_YET: Position = { minute: -1, kind: AFTER_ALL, key: 0, sub: 0 };

/**
 * Adds minutes that can't change any more to their quarter and hour, and hours to their day, some rows at each flush: a
 * day of every type is then read from one row instead of 1,440. Where it stands is stored with what it did. The caller
 * holds the transaction.
 */
export class SeriesFolder {
  private readonly minutes = new Fold('folded', GRAINS.minute, [GRAINS.quarter, GRAINS.hour]);
  private readonly hours = new Fold('folded_hour', GRAINS.hour, [GRAINS.day]);

  /** Whether there may be anything to do. */
  isDue(now: number): boolean {
    const settled = settledAt(now);
    return (
      this.minutes.isDue(settled) ||
      this.hours.isDue(floorTo(this.minutes.done, GRAINS.hour) - GRAINS.hour) ||
      this.minutes.reached > settled + SPARE_MINUTES
    );
  }

  async step(session: Session, now: number): Promise<void> {
    await this.minutes.load(session);
    await this.hours.load(session);
    const settled = settledAt(now);
    // The clock was set back: minutes that were folded change again, so their quarters, hours and days are made anew.
    if (this.minutes.reached > settled + SPARE_MINUTES) {
      await this.minutes.rewind(session, floorTo(settled, GRAINS.hour));
      await this.hours.rewind(session, floorTo(settled, GRAINS.day));
    }
    const room = await this.minutes.step(session, settled, ROWS_A_STEP);
    await this.hours.step(session, floorTo(this.minutes.done, GRAINS.hour) - GRAINS.hour, room);
  }

  /** After a transaction that was undone: where it stands is read anew. */
  forget(): void {
    this.minutes.forget();
    this.hours.forget();
  }
}

/** Adds rows of one grain to those of coarser ones. */
class Fold {
  private position: Position | null = null;

  constructor(
    private readonly table: 'folded' | 'folded_hour',
    private readonly source: number,
    private readonly targets: readonly number[],
  ) {}

  async load(session: Session): Promise<void> {
    if (this.position !== null) return;
    const { rows } = await session.query<Position>(raw(`SELECT minute, kind, key, sub FROM ${this.table}`));
    this.position = rows[0] ?? NOTHING_YET;
  }

  forget(): void {
    this.position = null;
  }

  isDue(settled: number): boolean {
    return this.position === null || !isDone(this.position, settled);
  }

  /** The start that is or was folded last. */
  get reached(): number {
    return this.at.minute;
  }

  /** The minute up to which all is folded. */
  get done(): number {
    const { at } = this;
    if (at === NOTHING_YET) return 0;
    return at.kind === AFTER_ALL ? at.minute + this.source : at.minute;
  }

  /** Folds what starts up to `settled`, as many rows as there is room for; the room that is left. */
  async step(session: Session, settled: number, room: number): Promise<number> {
    let left = room;
    while (left > 0 && !isDone(this.at, settled)) left -= 1 + (await this.foldSome(session, settled, left));
    return Math.max(0, left);
  }

  /** Forgets what was made from then on, to be made anew. */
  async rewind(session: Session, start: number): Promise<void> {
    if (this.done <= start) return;
    await session.query(sql`DELETE FROM series WHERE grain IN (${raw(this.targets.join(', '))}) AND start >= ${start}`);
    await this.move(session, { minute: start - 1, kind: AFTER_ALL, key: 0, sub: 0 });
  }

  private get at(): Position {
    return this.position ?? NOTHING_YET;
  }

  private async move(session: Session, to: Position): Promise<void> {
    const { minute, kind, key, sub } = to;
    await session.query(
      sql`INSERT INTO ${raw(this.table)} VALUES (1, ${minute}, ${kind}, ${key}, ${sub}) ON CONFLICT (one) DO UPDATE
          SET minute = excluded.minute, kind = excluded.kind, key = excluded.key, sub = excluded.sub`,
    );
    this.position = to;
  }

  private async foldSome(session: Session, settled: number, limit: number): Promise<number> {
    const { at } = this;
    const rows = at.kind === AFTER_ALL ? [] : await this.following(session, at, limit);
    if (rows.length > 0) await this.fold(session, at.minute, rows);
    const last = rows.at(-1);
    if (last !== undefined && rows.length === limit)
      await this.move(session, { minute: at.minute, kind: last.kind, key: last.key, sub: last.sub });
    else await this.advance(session, at, settled);
    return rows.length;
  }

  private async following(session: Session, at: Position, limit: number): Promise<readonly StoredSeries[]> {
    const { rows } = await session.query<StoredSeries>(
      sql`SELECT kind, key, sub, ${raw(SUMS)} FROM series s WHERE grain = ${this.source} AND start = ${at.minute}
          AND (kind, key, sub) > (${at.kind}::int4, ${at.key}::int4, ${at.sub}::int4) ORDER BY kind, key, sub LIMIT ${limit}`,
    );
    return rows;
  }

  // This start is done: on to the next that has rows; with none, everything up to the settled one is done.
  private async advance(session: Session, at: Position, settled: number): Promise<void> {
    const { rows } = await session.query<{ minute: number | null }>(
      sql`SELECT min(start) AS minute FROM series WHERE grain = ${this.source} AND start > ${at.minute} AND start <= ${settled}`,
    );
    const next = rows[0]?.minute ?? null;
    await this.move(
      session,
      next === null ? { minute: settled, kind: AFTER_ALL, key: 0, sub: 0 } : { minute: next, kind: -1, key: 0, sub: 0 },
    );
  }

  private async fold(session: Session, minute: number, rows: readonly StoredSeries[]): Promise<void> {
    const targets = this.targets.map((grain) => ({ grain, start: floorTo(minute, grain) }));
    const { rows: found } = await session.query<StoredSeries & { grain: number }>(
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

function keyOf({ kind, key, sub }: Omit<Position, 'minute'>): SeriesKey {
  return [kind, key, sub];
}

function sumsOf(row: StoredSums): StoredSums {
  const { success, failure, retry, other, wait, run_success, run_failure } = row;
  return { success, failure, retry, other, wait, run_success, run_failure };
}

function isDone(at: Position, settled: number): boolean {
  return at.minute > settled || (at.minute === settled && at.kind === AFTER_ALL);
}

function settledAt(now: number): number {
  return Math.floor(now / 60) - SETTLED_MINUTES;
}

function floorTo(minute: number, grain: number): number {
  return Math.floor(minute / grain) * grain;
}
