import type Database from 'better-sqlite3';
import type { EventGap } from '@/lib/cluster/cluster-status';
import { unwatchedIn, type Stretch } from '../sql/unwatched';

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
    const gaps = this.gaps.all(from);
    return unwatchedIn(gaps, this.watches.all(from), from, now);
  }
}
