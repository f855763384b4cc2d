import type { ActionsView } from '@/lib/api/views';
import type { Finding } from '@/lib/detectors/finding';
import type { ItemOutcome, Job, JobItemsView, JobsView } from '@/lib/jobs/job';
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
import type { StoreAnswers } from '../store';
import type { Answering } from './answering';
import { storedSubject } from './log-writer';

export async function readFindings(
  { session }: Answering,
  { subject, ...filter }: Parameters<StoreAnswers['findings']>[0],
): Promise<readonly Finding[]> {
  const stored = subject === undefined ? filter : { ...filter, subject: { ...subject, id: storedSubject(subject.id) } };
  const { rows } = await session.query<{ body: string }>(findingsQuery(stored));
  return rows.flatMap(({ body }) => parsedBody<Finding>(body));
}

export async function readActions({ session }: Answering, cursor: string | null, limit: number): Promise<ActionsView> {
  const { rows } = await session.query<StoredAction>(actionsQuery(cursor, limit));
  return toActionsView(rows, limit);
}

export async function readJobs({ session }: Answering, cursor: string | null, limit: number): Promise<JobsView> {
  const { rows } = await session.query<StoredJob>(jobsQuery(cursor, limit));
  return toJobsView(rows, limit);
}

export async function readJob({ session }: Answering, id: string): Promise<Job | null> {
  const { rows } = await session.query<StoredJob>(jobQuery(id));
  return rows.flatMap(({ body }) => parsedBody<Job>(body))[0] ?? null;
}

export async function readJobItems(
  { session }: Answering,
  job: string,
  outcome: ItemOutcome | 'waiting' | null,
  cursor: string | null,
  limit: number,
): Promise<JobItemsView> {
  const { rows } = await session.query<StoredItem>(itemsQuery(job, outcome, cursor, limit));
  return toItemsView(rows, limit);
}
