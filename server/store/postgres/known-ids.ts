import { raw, sql } from '../sql/fragment';
import { IdFilter, PART_ROWS, type KnownIdsListener } from '../sql/id-filter';
import { encodeTaskId } from '../sql/task-id';
import { LIVE_DAY } from './schema';
import type { Session } from './session';

/**
 * Tells of nearly every id that is not stored that it is not, without asking the database. Ids are numbered as they come;
 * a part of the filter that holds only ids of days that are gone is let go. Until all that was stored before has been
 * learned every id may be known.
 */
export class KnownIds {
  private readonly filter: IdFilter;
  private readonly newestDay = new Map<number, number>();
  private added = 0;
  private isWhole = false;

  constructor(private readonly listener?: KnownIdsListener) {
    this.filter = new IdFilter(listener);
  }

  mayHave(uuid: string): boolean {
    return !this.isWhole || this.filter.has(encodeTaskId(uuid));
  }

  /** To be told of every id that is stored, and again when its task goes to another day. */
  add(uuid: string, day: number): void {
    const part = Math.floor(this.added / PART_ROWS);
    this.filter.add(this.added, encodeTaskId(uuid));
    this.newestDay.set(part, Math.max(day, this.newestDay.get(part) ?? day));
    this.added += 1;
  }

  /** Learns some of the ids of a day that were there before; the last of them, null when there are no more. */
  async learn(session: Session, day: number, after: string, limit: number): Promise<string | null> {
    const { rows } = await session.query<{ uid: string }>(
      sql`SELECT uid FROM task WHERE day = ${raw(String(day))} AND uid > ${after} ORDER BY uid LIMIT ${limit}`,
    );
    for (const { uid } of rows) this.add(uid, day);
    return rows.length < limit ? null : (rows.at(-1)?.uid ?? null);
  }

  learnedAll(): void {
    this.isWhole = true;
    this.listener?.whole();
  }

  /** After days were removed. What has not ended may have been told long ago, so it is told anew first. */
  async forgetBefore(oldest: number, session: Session): Promise<void> {
    const current = Math.floor(this.added / PART_ROWS);
    const gone = [...this.newestDay].filter(([part, day]) => part < current && day < oldest).map(([part]) => part);
    if (gone.length === 0 || !this.isWhole) return;
    const { rows } = await session.query<{ uid: string }>(raw(`SELECT uid FROM task WHERE day = ${LIVE_DAY}`));
    for (const { uid } of rows) this.add(uid, LIVE_DAY);
    for (const part of gone) {
      this.filter.remove(part);
      this.newestDay.delete(part);
    }
  }
}
