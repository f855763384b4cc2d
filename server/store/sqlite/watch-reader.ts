import type Database from 'better-sqlite3';
import { WATCH_SILENCE_SECONDS } from './watch-writer';

export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Tells when nobody watched: no collector ran, or it could not see events. */
export class WatchReader {
  private readonly watches: Database.Statement<[number], Stretch>;
  private readonly gaps: Database.Statement<[number], { from: number; to: number | null }>;

  constructor(db: Database.Database) {
    this.watches = db.prepare('SELECT started AS "from", ended AS "to" FROM watch WHERE ended >= ? ORDER BY started');
    this.gaps = db.prepare(
      'SELECT started AS "from", ended AS "to" FROM gap WHERE ended IS NULL OR ended >= ? ORDER BY started',
    );
  }

  unwatched(from: number, now: number): readonly Stretch[] {
    const gaps = this.gaps.all(from).map((gap) => ({ from: gap.from, to: gap.to ?? now }));
    const between: Stretch[] = [];
    let watchedUntil = from;
    for (const watch of this.watches.all(from)) {
      if (watch.from > watchedUntil) between.push({ from: watchedUntil, to: watch.from });
      watchedUntil = Math.max(watchedUntil, watch.to);
    }
    // The collector notes itself now and then only, so the last seconds are still watched.
    if (now - watchedUntil > WATCH_SILENCE_SECONDS) between.push({ from: watchedUntil, to: now });
    return [...gaps, ...between].filter((gap) => gap.to > from && gap.from < now);
  }
}
