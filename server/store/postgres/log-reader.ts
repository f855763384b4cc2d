import type { ActionsView } from '@/lib/api/views';
import type { Action } from '@/lib/cluster/action';
import type { Finding } from '@/lib/detectors/finding';
import { decodeCursor, encodeCursor } from '../sql/cursor';
import { allOf, raw, sql } from '../sql/fragment';
import { parsedBody } from '../sql/log-record';
import type { StoreAnswers } from '../store';
import type { Answering } from './answering';
import { storedSubject } from './log-writer';

const ACTIONS_ORDER = 'actions';

/** Open ones first, then the newest. */
export async function readFindings(
  { session }: Answering,
  { state, subject, limit }: Parameters<StoreAnswers['findings']>[0],
): Promise<readonly Finding[]> {
  const conditions = [
    ...(state === 'all' ? [] : [raw(`f.closed IS ${state === 'open' ? '' : 'NOT '}NULL`)]),
    ...(subject === undefined
      ? []
      : [
          sql`f.row IN (SELECT finding FROM finding_subject WHERE kind = ${subject.kind} AND subject = ${storedSubject(subject.id)})`,
        ]),
  ];
  const { rows } = await session.query<{ body: string }>(
    sql`SELECT f.body FROM finding f WHERE ${allOf(conditions)} ORDER BY f.closed IS NOT NULL, f.opened DESC, f.row DESC LIMIT ${limit}`,
  );
  return rows.flatMap(({ body }) => parsedBody<Finding>(body));
}

/** The newest first. */
export async function readActions({ session }: Answering, cursor: string | null, limit: number): Promise<ActionsView> {
  const after = cursor === null ? null : decodeCursor(ACTIONS_ORDER, cursor);
  const at = after?.value ?? 0;
  const keyset = after === null ? raw('TRUE') : sql`a.at <= ${at} AND (a.at < ${at} OR a.row < ${after.id})`;
  const { rows } = await session.query<{ row: number; at: number; body: string }>(
    sql`SELECT a.row, a.at, a.body FROM action a WHERE ${keyset} ORDER BY a.at DESC, a.row DESC LIMIT ${limit + 1}`,
  );
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor =
    rows.length > limit && last !== undefined
      ? encodeCursor(ACTIONS_ORDER, { value: last.at, name: null, id: last.row })
      : null;
  return { actions: shown.flatMap(({ body }) => parsedBody<Action>(body)), nextCursor };
}
