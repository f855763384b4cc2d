import type Database from 'better-sqlite3';
import type { ActionsView, TimelineEntry } from '@/lib/api/views';
import type { Finding } from '@/lib/detectors/finding';
import type { ItemOutcome, Job, JobItemsView, JobsView } from '@/lib/jobs/job';
import type { StoreAnswers } from '../store';
import {
  itemsQuery,
  jobQuery,
  jobsQuery,
  toItemsView,
  toJobsView,
  type StoredItem,
  type StoredJob,
} from '../sql/job-queries';
import { actionsQuery, findingsQuery, toActionsView, type StoredAction } from '../sql/log-queries';
import { parsedBody } from '../sql/log-record';
import type { StatementCache } from './statement-cache';
import type { StoredId } from '../sql/task-id';

/** Reads findings, actions, bulk jobs and timelines. */
export class LogReader {
  private readonly timelineOf: Database.Statement<[StoredId], TimelineEntry>;

  constructor(
    db: Database.Database,
    private readonly statements: StatementCache,
  ) {
    this.timelineOf = db.prepare(
      `SELECT l.at, l.type, (SELECT value FROM dict WHERE dict.id = l.worker) AS worker, l.text
       FROM task t JOIN timeline l ON l.task = t.id WHERE t.uid = ? ORDER BY l.at, l.seq`,
    );
  }

  timeline(uid: StoredId): readonly TimelineEntry[] {
    return this.timelineOf.all(uid);
  }

  findings(filter: Parameters<StoreAnswers['findings']>[0]): readonly Finding[] {
    const rows = this.statements.query<{ body: string }>(findingsQuery(filter)).all();
    return rows.flatMap(({ body }) => parsedBody<Finding>(body));
  }

  actions(cursor: string | null, limit: number): ActionsView {
    return toActionsView(this.statements.query<StoredAction>(actionsQuery(cursor, limit)).all(), limit);
  }

  jobs(cursor: string | null, limit: number): JobsView {
    return toJobsView(this.statements.query<StoredJob>(jobsQuery(cursor, limit)).all(), limit);
  }

  job(id: string): Job | null {
    const stored = this.statements.query<StoredJob>(jobQuery(id)).get();
    return stored === undefined ? null : (parsedBody<Job>(stored.body)[0] ?? null);
  }

  jobItems(job: string, outcome: ItemOutcome | 'waiting' | null, cursor: string | null, limit: number): JobItemsView {
    return toItemsView(this.statements.query<StoredItem>(itemsQuery(job, outcome, cursor, limit)).all(), limit);
  }
}
