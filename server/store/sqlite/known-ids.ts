import type Database from 'better-sqlite3';
import { IdFilter, type KnownIdsListener } from '../sql/id-filter';
import type { StoredId } from '../sql/task-id';

interface Row {
  readonly id: number;
  readonly uid: StoredId;
}

/**
 * Tells of nearly every id that is not stored that it is not, without asking the database. Until all that was stored
 * before has been learned, some rows at a time, every id may be known.
 */
export class KnownIds {
  private readonly filter: IdFilter;
  private readonly following: Database.Statement<[number, number], Row>;
  private readonly first: Database.Statement<[], { id: number | null }>;
  private learnedTo = 0;
  private isWhole = false;

  constructor(
    db: Database.Database,
    private readonly listener?: KnownIdsListener,
  ) {
    this.filter = new IdFilter(listener);
    this.following = db.prepare('SELECT id, uid FROM task WHERE id > ? ORDER BY id LIMIT ?');
    this.first = db.prepare('SELECT min(id) AS id FROM task');
  }

  mayHave(uid: StoredId): boolean {
    return !this.isWhole || this.filter.has(uid);
  }

  add(id: number, uid: StoredId): void {
    this.filter.add(id, uid);
  }

  /** Learns up to `limit` rows that were there before; once all are known, costs nothing. */
  learn(limit: number): void {
    if (this.isWhole) return;
    const rows = this.following.all(this.learnedTo, limit);
    for (const { id, uid } of rows) this.add(id, uid);
    this.learnedTo = rows.at(-1)?.id ?? this.learnedTo;
    if (rows.length === limit) return;
    this.isWhole = true;
    this.listener?.whole();
  }

  /** After rows were removed: lets go of the parts that stand for none any more. */
  forgetRemoved(): void {
    this.filter.removeBefore(this.first.get()?.id ?? 0);
  }
}
