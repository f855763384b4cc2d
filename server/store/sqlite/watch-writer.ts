import type Database from 'better-sqlite3';
import { MARK_EVERY_SECONDS, WATCH_SILENCE_SECONDS } from '../sql/watch-times';

/** Keeps the times during which a collector ran, so that "nothing happened" and "nobody looked" differ. */
export class WatchWriter {
  private readonly upsert: Database.Statement;
  /** Until when an earlier run watched. */
  readonly until: number | null;
  private started: number | null = null;
  private marked = 0;

  constructor(db: Database.Database, now: number) {
    // A clock that was wrong for a while may have left times to come.
    const newest = db.prepare<[number], number | null>('SELECT max(ended) FROM watch WHERE ended <= ?').pluck();
    this.until = newest.get(now) ?? null;
    this.upsert = db.prepare('INSERT INTO watch VALUES (?, ?) ON CONFLICT DO UPDATE SET ended = excluded.ended');
  }

  /** Notes that we watch; not at each call, but where it is the last one. */
  mark(now: number, isLast = false): void {
    const since = now - this.marked;
    if (this.started !== null && since >= 0 && since < MARK_EVERY_SECONDS && !isLast) return;
    // A clock that was set back begins a new stretch too: an end before its beginning would say nothing.
    if (this.started === null || since < 0 || since > WATCH_SILENCE_SECONDS) this.started = now;
    this.marked = now;
    this.upsert.run(this.started, now);
  }

  /** After a transaction that was undone: what was marked in it is not there. */
  forget(): void {
    this.marked = this.started ?? 0;
  }
}
