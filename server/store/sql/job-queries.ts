import type { ItemOutcome, Job, JobItem, JobItemsView, JobResult, JobsView } from '@/lib/jobs/job';
import { decodeCursor, encodeCursor } from './cursor';
import { raw, sql, type Fragment } from './fragment';
import { parsedBody } from './log-record';
import { withoutNul } from './task-id';

const JOBS_ORDER = 'jobs';
const ITEMS_ORDER = 'job items';
/** Tasks of ended jobs that are kept, whatever the retention says: the newest jobs' with whole jobs counted. */
const KEPT_ITEMS = 1_000_000;
const DETAIL_CHARS = 1_000;

export interface StoredJob {
  readonly row: number;
  readonly at: number;
  readonly body: string;
}

export interface StoredItem {
  readonly n: number;
  readonly uid: string;
  readonly outcome: string | null;
  readonly at: number | null;
  readonly body: string | null;
}

/** The newest first, and one more than a page holds. */
export function jobsQuery(cursor: string | null, limit: number): Fragment {
  const after = cursor === null ? null : decodeCursor(JOBS_ORDER, cursor);
  const at = after?.value ?? 0;
  const keyset = after === null ? raw('TRUE') : sql`j.at <= ${at} AND (j.at < ${at} OR j.row < ${after.id})`;
  return sql`SELECT j.row, j.at, j.body FROM job j WHERE ${keyset} ORDER BY j.at DESC, j.row DESC LIMIT ${limit + 1}`;
}

export function toJobsView(rows: readonly StoredJob[], limit: number): JobsView {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const isMore = rows.length > limit && last !== undefined;
  return {
    jobs: shown.flatMap(({ body }) => parsedBody<Job>(body)),
    nextCursor: isMore ? encodeCursor(JOBS_ORDER, { value: last.at, name: null, id: last.row }) : null,
  };
}

export function jobQuery(id: string): Fragment {
  return sql`SELECT j.row, j.at, j.body FROM job j WHERE j.id = ${withoutNul(id)}`;
}

export const LIVE_JOBS = 'SELECT body FROM job WHERE live = 1 ORDER BY at';

/** Numbers above `after`, and one more than a page holds. */
export function itemsQuery(
  job: string,
  outcome: ItemOutcome | 'waiting' | null,
  cursor: string | null,
  limit: number,
): Fragment {
  const after = cursor === null ? 0 : decodeCursor(ITEMS_ORDER, cursor).id;
  const which =
    outcome === null ? raw('TRUE') : outcome === 'waiting' ? raw('i.outcome IS NULL') : sql`i.outcome = ${outcome}`;
  return sql`SELECT i.n, i.uid, i.outcome, i.at, i.body FROM job_item i
    WHERE i.job = (SELECT j.row FROM job j WHERE j.id = ${withoutNul(job)}) AND i.n > ${after} AND ${which}
    ORDER BY i.n LIMIT ${limit + 1}`;
}

export function toItemsView(rows: readonly StoredItem[], limit: number): JobItemsView {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const isMore = rows.length > limit && last !== undefined;
  return {
    items: shown.map(toItem),
    nextCursor: isMore ? encodeCursor(ITEMS_ORDER, { value: null, name: null, id: last.n }) : null,
  };
}

function toItem({ n, uid, outcome, at, body }: StoredItem): JobItem {
  const [told] = body === null ? [] : parsedBody<Partial<JobItem>>(body);
  const { code = null, detail = null, newUuid = null } = told ?? {};
  return { n, uuid: uid, outcome: outcome as ItemOutcome | null, code, detail, newUuid, at };
}

/** What came of a task, but for what has a column of its own. */
export function itemBody({ code, detail, newUuid }: JobResult): string {
  return JSON.stringify({ code, detail: detail?.slice(0, DETAIL_CHARS) ?? null, newUuid });
}

export function targetsQuery(job: string, after: number, limit: number): Fragment {
  return sql`SELECT i.uid FROM job_item i WHERE i.job = (SELECT j.row FROM job j WHERE j.id = ${withoutNul(job)})
    AND i.n > ${after} ORDER BY i.n LIMIT ${limit}`;
}

/** Ended jobs that go: made before that time, or followed by so many tasks of newer ones. */
export function doomedJobs(before: number): Fragment {
  return sql`job.live = 0 AND (job.at < ${before} OR job.row IN (
    SELECT s.row FROM (SELECT k.row, sum(k.total) OVER (ORDER BY k.at DESC, k.row DESC) AS items FROM job k) s
    WHERE s.items > ${raw(String(KEPT_ITEMS))}))`;
}
