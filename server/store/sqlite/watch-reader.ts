import type Database from 'better-sqlite3';
import type { EventGap } from '@/lib/cluster/cluster-status';
import { WATCH_SILENCE_SECONDS } from './watch-writer';

export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** null: no collector watched. */
  readonly reason: EventGap['reason'] | null;
}

/** Tells when nobody watched: no collector ran, or it could not see events. */
export class WatchReader {
  private readonly watches: Database.Statement<[number], { from: number; to: number }>;
  private readonly gaps: Database.Statement<[number], { from: number; to: number | null; reason: EventGap['reason'] }>;

  constructor(db: Database.Database) {
    this.watches = db.prepare('SELECT started AS "from", ended AS "to" FROM watch WHERE ended >= ? ORDER BY started');
    this.gaps = db.prepare(
      'SELECT started AS "from", ended AS "to", reason FROM gap WHERE ended IS NULL OR ended >= ? ORDER BY started',
    );
  }

  unwatched(from: number, now: number): readonly Stretch[] {
    const gaps = this.gaps.all(from).map((gap) => ({ ...gap, to: gap.to ?? now }));
    const between: Stretch[] = [];
    let watchedUntil = from;
    for (const watch of this.watches.all(from)) {
      if (watch.from > watchedUntil) between.push({ from: watchedUntil, to: watch.from, reason: null });
      watchedUntil = Math.max(watchedUntil, watch.to);
    }
    // The collector notes itself now and then only, so the last seconds are still watched.
    if (now - watchedUntil > WATCH_SILENCE_SECONDS) between.push({ from: watchedUntil, to: now, reason: null });
    return [...gaps, ...between].filter((gap) => gap.to > from && gap.from < now);
  }
}
