import type { Task } from '@/lib/cluster/task';
import { isLive, type Job } from '@/lib/jobs/job';
import { raw, sql } from '../sql/fragment';
import { itemBody, LIVE_JOBS, targetsQuery } from '../sql/job-queries';
import { parsedBody } from '../sql/log-record';
import { withoutNul } from '../sql/task-id';
import type { JobChange, StoredJobs } from '../store';
import type { Database, Session } from './session';
import { readTasks } from './task-reader';
import { unnest } from './values';

const READ_MS = 30_000;

/** Bulk jobs and their tasks; `write` runs one transaction after another with all else that is written. */
export function createJobKeeper(
  database: Database,
  inTransaction: (work: (session: Session) => Promise<void>) => Promise<void>,
): StoredJobs {
  const read = <T>(work: (session: Session) => Promise<T>): Promise<T> =>
    database.transaction({ mode: 'read', timeoutMs: READ_MS }, work);
  return {
    write: (change) => inTransaction((session) => writeJob(session, change)),
    live: () =>
      read(async (session) => {
        const { rows } = await session.query<{ body: string }>(raw(LIVE_JOBS));
        return rows.flatMap(({ body }) => parsedBody<Job>(body));
      }),
    targets: (job, after, limit) =>
      read(async (session) => {
        const { rows } = await session.query<{ uid: string }>(targetsQuery(job, after, limit));
        return rows.map(({ uid }) => uid);
      }),
    tasks: (uuids): Promise<readonly Task[]> => read((session) => readTasks(session, uuids.map(withoutNul))),
  };
}

async function writeJob(session: Session, { job, targets, results = [] }: JobChange): Promise<void> {
  const { rows } = await session.query<{ row: number }>(
    sql`INSERT INTO job (id, at, live, total, body)
        VALUES (${job.id}, ${job.createdAt}, ${Number(isLive(job))}, ${job.total}, ${JSON.stringify(job)})
        ON CONFLICT (id) DO UPDATE SET live = excluded.live, total = excluded.total, body = excluded.body
        RETURNING row`,
  );
  const row = rows[0]?.row ?? 0;
  if (targets !== undefined)
    await session.query(
      sql`INSERT INTO job_item (job, n, uid) SELECT ${row}::int8, v.n, v.uid FROM ${unnest([
        ['int4', targets.uuids.map((_, index) => targets.after + index + 1)],
        ['text', targets.uuids.map(withoutNul)],
      ])} AS v (n, uid) ON CONFLICT DO NOTHING`,
    );
  if (results.length > 0)
    await session.query(
      sql`UPDATE job_item i SET outcome = v.outcome, at = v.at, body = v.body FROM ${unnest([
        ['int4', results.map(({ n }) => n)],
        ['text', results.map(({ outcome }) => outcome)],
        ['float8', results.map(({ at }) => at)],
        ['text', results.map(itemBody)],
      ])} AS v (n, outcome, at, body) WHERE i.job = ${row}::int8 AND i.n = v.n`,
    );
}
