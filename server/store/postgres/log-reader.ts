import type { ActionsView } from '@/lib/api/views';
import type { Finding } from '@/lib/detectors/finding';
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
