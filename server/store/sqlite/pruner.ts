import type Database from 'better-sqlite3';
import type { DictionaryWriter } from './dictionary-writer';
import type { JobKeeper } from './job-keeper';
import { DICT_KINDS, GRAINS, HOURS_KEPT_SECONDS, MINUTES_KEPT_SECONDS, QUARTERS_KEPT_SECONDS } from '../sql/kinds';
import type { PruneLimits } from '../store';

interface Doomed {
  readonly id: number;
  readonly state: number;
  readonly name: number | null;
  readonly queue: number | null;
  readonly worker: number | null;
  readonly exception: number | null;
}

/** Rows that go before the retention says so, since coarser ones stand for them. */
interface OldRows {
  readonly keptSeconds: number;
  readonly remove: Database.Statement<[number, number]>;
}

// Small enough that ingest, which waits meanwhile, does not notice.
const CHUNK = 2_000;
const LOGS_EVERY_SECONDS = 300;

/** Removes what exceeds the limits, oldest first, a chunk at a time. The caller holds the transaction. */
export class Pruner {
  private readonly total: Database.Statement<[], { total: number | null }>;
  private readonly oldest: Database.Statement<[number], Doomed>;
  private readonly oldestBefore: Database.Statement<[number, number], Doomed>;
  private readonly deletions: readonly Database.Statement<[number]>[];
  private readonly fine: readonly OldRows[];
  private logsPrunedAt = 0;
  private readonly old: readonly Database.Statement<[number, number]>[];

  constructor(
    db: Database.Database,
    private readonly dictionary: DictionaryWriter,
    private readonly jobs: Pick<JobKeeper, 'prune'>,
  ) {
    const doomed = 'SELECT id, state, name, queue, worker, exception FROM task INDEXED BY task_updated WHERE live = 0';
    this.total = db.prepare(`SELECT sum(tasks) AS total FROM dict WHERE kind = ${DICT_KINDS.state}`);
    this.oldest = db.prepare(`${doomed} ORDER BY updated LIMIT ?`);
    this.oldestBefore = db.prepare(`${doomed} AND updated < ? ORDER BY updated LIMIT ?`);
    this.deletions = ['task WHERE id', 'payload WHERE id', 'timeline WHERE task'].map((target) =>
      db.prepare(`DELETE FROM ${target} = ?`),
    );
    // A row goes when all of its time is too old.
    const older = (target: string, keptSeconds: number, spanMinutes = 1): OldRows => ({
      keptSeconds,
      remove: db.prepare(`DELETE FROM ${target} < ? / 60 - ${spanMinutes - 1} LIMIT ?`),
    });
    const series = (grain: number, keptSeconds: number): OldRows =>
      older(`series WHERE grain = ${grain} AND start`, keptSeconds, grain);
    this.fine = [
      older('depth WHERE minute', MINUTES_KEPT_SECONDS),
      series(GRAINS.minute, MINUTES_KEPT_SECONDS),
      series(GRAINS.quarter, QUARTERS_KEPT_SECONDS),
      series(GRAINS.hour, HOURS_KEPT_SECONDS),
      series(GRAINS.day, Infinity),
    ];
    this.old = [
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
    const more =
      this.fine.some(
        ({ remove, keptSeconds }) => remove.run(Math.max(before, now - keptSeconds), CHUNK).changes === CHUNK,
      ) ||
      this.old.some((statement) => statement.run(before, CHUNK).changes === CHUNK) ||
      this.jobs.prune(before, CHUNK);
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
