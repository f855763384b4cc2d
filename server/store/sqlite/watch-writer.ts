import type Database from 'better-sqlite3';

/** A silence longer than this means that nobody watched in between. */
export const WATCH_SILENCE_SECONDS = 60;
const MARK_EVERY_SECONDS = 5;

/** Keeps the times during which a collector ran, so that "nothing happened" and "nobody looked" differ. */
export class WatchWriter {
  private readonly upsert: Database.Statement;
  private started: number | null = null;
  private marked = 0;

  constructor(db: Database.Database) {
    this.upsert = db.prepare('INSERT INTO watch VALUES (?, ?) ON CONFLICT DO UPDATE SET ended = excluded.ended');
  }

  mark(now: number): void {
    const since = now - this.marked;
    if (this.started !== null && since >= 0 && since < MARK_EVERY_SECONDS) return;
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
