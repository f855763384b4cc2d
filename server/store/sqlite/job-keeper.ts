import type Database from 'better-sqlite3';
import type { Task } from '@/lib/cluster/task';
import { isLive, type Job } from '@/lib/jobs/job';
import { doomedJobs, itemBody, LIVE_JOBS, targetsQuery } from '../sql/job-queries';
import { parsedBody } from '../sql/log-record';
import { withoutNul } from '../sql/task-id';
import type { JobChange, StoredJobs } from '../store';
import { TaskReader } from './task-reader';

/** The same answers at once. */
export type JobsAtOnce = {
  readonly [Q in keyof StoredJobs]: (...args: Parameters<StoredJobs[Q]>) => Awaited<ReturnType<StoredJobs[Q]>>;
};

/** Keeps bulk jobs and their tasks. */
export class JobKeeper {
  private readonly upsert: Database.Statement<unknown[], { row: number }>;
  private readonly insertTarget: Database.Statement;
  private readonly settle: Database.Statement;
  private readonly liveJobs: Database.Statement<[], { body: string }>;
  private readonly reader: TaskReader;

  constructor(private readonly db: Database.Database) {
    this.upsert = db.prepare(
      `INSERT INTO job (id, at, live, total, body) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET live = excluded.live, total = excluded.total, body = excluded.body RETURNING row`,
    );
    this.insertTarget = db.prepare('INSERT OR IGNORE INTO job_item (job, n, uid) VALUES (?, ?, ?)');
    this.settle = db.prepare('UPDATE job_item SET outcome = ?, at = ?, body = ? WHERE job = ? AND n = ?');
    this.liveJobs = db.prepare(LIVE_JOBS);
    this.reader = new TaskReader(db);
  }

  /** The caller holds the transaction. */
  write({ job, targets, results = [] }: JobChange): void {
    const row = this.upsert.get(job.id, job.createdAt, Number(isLive(job)), job.total, JSON.stringify(job))?.row;
    if (row === undefined) return;
    targets?.uuids.forEach((uuid, index) => this.insertTarget.run(row, targets.after + index + 1, withoutNul(uuid)));
    for (const result of results) this.settle.run(result.outcome, result.at, itemBody(result), row, result.n);
  }

  live(): readonly Job[] {
    return this.liveJobs.all().flatMap(({ body }) => parsedBody<Job>(body));
  }

  targets(job: string, after: number, limit: number): readonly string[] {
    const { text, values } = targetsQuery(job, after, limit);
    const rows = this.db.prepare(text).all(...values) as readonly { readonly uid: string }[];
    return rows.map(({ uid }) => uid);
  }

  tasks(uuids: readonly string[]): readonly Task[] {
    return uuids.flatMap((uuid) => this.reader.task(uuid) ?? []);
  }

  /** Removes some of what is too old, or too much; true when there is more. */
  prune(before: number, most: number): boolean {
    const { text, values } = doomedJobs(before);
    const items = this.db
      .prepare(`DELETE FROM job_item WHERE job IN (SELECT job.row FROM job WHERE ${text}) LIMIT ?`)
      .run(...values, most);
    if (items.changes === most) return true;
    this.db.prepare(`DELETE FROM job WHERE ${text}`).run(...values);
    return false;
  }
}
