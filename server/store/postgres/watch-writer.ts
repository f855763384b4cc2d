import { sql } from '../sql/fragment';
import { MARK_EVERY_SECONDS, WATCH_SILENCE_SECONDS } from '../sql/watch-times';
import type { Session } from './session';

/** Keeps the times during which a collector ran, so that "nothing happened" and "nobody looked" differ. */
export class WatchWriter {
  private started: number | null = null;
  private marked = 0;

  /** Until when an earlier run watched. A clock that was wrong for a while may have left times to come. */
  static async until(session: Session, now: number): Promise<number | null> {
    const { rows } = await session.query<{ until: number | null }>(
      sql`SELECT max(ended) AS until FROM watch WHERE ended <= ${now}`,
    );
    return rows[0]?.until ?? null;
  }

  isDue(now: number): boolean {
    const since = now - this.marked;
    return this.started === null || since < 0 || since >= MARK_EVERY_SECONDS;
  }

  /** Notes that we watch. */
  async mark(session: Session, now: number): Promise<void> {
    const since = now - this.marked;
    // A clock that was set back begins a new stretch too: an end before its beginning would say nothing.
    if (this.started === null || since < 0 || since > WATCH_SILENCE_SECONDS) this.started = now;
    this.marked = now;
    await session.query(
      sql`INSERT INTO watch VALUES (${this.started}, ${now}) ON CONFLICT (started) DO UPDATE SET ended = excluded.ended`,
    );
  }

  /** After a transaction that was undone: what was marked in it is not there. */
  forget(): void {
    this.marked = this.started ?? 0;
  }
}
