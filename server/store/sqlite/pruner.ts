import type Database from 'better-sqlite3';
import type { DictionaryWriter } from './dictionary-writer';
import { DICT_KINDS, GRAINS } from './schema';

export interface PruneLimits {
  readonly retentionSeconds: number;
  readonly maxTasks: number;
  readonly now: number;
}

interface Doomed {
  readonly id: number;
  readonly state: number;
  readonly name: number | null;
  readonly queue: number | null;
  readonly worker: number | null;
  readonly exception: number | null;
}

// Small enough that ingest, which waits meanwhile, does not notice.
const CHUNK = 2_000;
// The longest period that charts show minute by minute is a day; beyond, quarters and hours stand for them.
export const MINUTES_KEPT_SECONDS = 26 * 3_600;
const LOGS_EVERY_SECONDS = 300;

/** Removes what exceeds the limits, oldest first, a chunk at a time. The caller holds the transaction. */
export class Pruner {
  private readonly total: Database.Statement<[], { total: number | null }>;
  private readonly oldest: Database.Statement<[number], Doomed>;
  private readonly oldestBefore: Database.Statement<[number, number], Doomed>;
  private readonly deletions: readonly Database.Statement<[number]>[];
  private readonly oldMinutes: readonly Database.Statement<[number, number]>[];
  private logsPrunedAt = 0;
  private readonly old: readonly Database.Statement<[number, number]>[];

  constructor(
    db: Database.Database,
    private readonly dictionary: DictionaryWriter,
  ) {
    const doomed = 'SELECT id, state, name, queue, worker, exception FROM task INDEXED BY task_updated WHERE live = 0';
    this.total = db.prepare(`SELECT sum(tasks) AS total FROM dict WHERE kind = ${DICT_KINDS.state}`);
    this.oldest = db.prepare(`${doomed} ORDER BY updated LIMIT ?`);
    this.oldestBefore = db.prepare(`${doomed} AND updated < ? ORDER BY updated LIMIT ?`);
    this.deletions = ['task WHERE id', 'payload WHERE id', 'timeline WHERE task'].map((target) =>
      db.prepare(`DELETE FROM ${target} = ?`),
    );
    this.oldMinutes = [`series WHERE grain = ${GRAINS.minute} AND start`, 'depth WHERE minute'].map((target) =>
      db.prepare(`DELETE FROM ${target} < ? / 60 LIMIT ?`),
    );
    this.old = [
      `DELETE FROM series WHERE grain = ${GRAINS.quarter} AND start < ? / 60 LIMIT ?`,
      `DELETE FROM series WHERE grain = ${GRAINS.hour} AND start < ? / 60 LIMIT ?`,
      'DELETE FROM finding WHERE closed < ? LIMIT ?',
      'DELETE FROM action WHERE at < ? LIMIT ?',
      'DELETE FROM gap WHERE ended < ? LIMIT ?',
      'DELETE FROM watch WHERE ended < ? LIMIT ?',
    ].map((statement) => db.prepare(statement));
  }

  prune(limits: PruneLimits): boolean {
    const before = limits.now - limits.retentionSeconds;
    const byAge = this.remove(this.oldestBefore.all(before, CHUNK));
    if (byAge === CHUNK) return true;
    const excess = (this.total.get()?.total ?? 0) - limits.maxTasks - byAge;
    const byCount = excess > 0 ? this.remove(this.oldest.all(Math.min(CHUNK, excess))) : 0;
    return this.removeOldLogs(before, limits.now) || byCount === CHUNK;
  }

  private removeOldLogs(before: number, now: number): boolean {
    if (Math.abs(now - this.logsPrunedAt) < LOGS_EVERY_SECONDS) return false;
    const minutesBefore = Math.max(before, now - MINUTES_KEPT_SECONDS);
    const more =
      this.oldMinutes.some((statement) => statement.run(minutesBefore, CHUNK).changes === CHUNK) ||
      this.old.some((statement) => statement.run(before, CHUNK).changes === CHUNK);
    if (!more) this.logsPrunedAt = now;
    return more;
  }

  private remove(doomed: readonly Doomed[]): number {
    for (const task of doomed) {
      for (const statement of this.deletions) statement.run(task.id);
      for (const id of [task.state, task.name, task.queue, task.worker, task.exception]) this.dictionary.count(id, -1);
    }
    return doomed.length;
  }
}
