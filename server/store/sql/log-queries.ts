import type { ActionsView } from '@/lib/api/views';
import type { Action } from '@/lib/cluster/action';
import type { StoreAnswers } from '../store';
import { decodeCursor, encodeCursor } from './cursor';
import { allOf, raw, sql, type Fragment } from './fragment';
import { parsedBody } from './log-record';

const ACTIONS_ORDER = 'actions';

/** Open ones first, then the newest. */
export function findingsQuery({ state, subject, limit }: Parameters<StoreAnswers['findings']>[0]): Fragment {
  const conditions = [
    ...(state === 'all' ? [] : [raw(`f.closed IS ${state === 'open' ? '' : 'NOT '}NULL`)]),
    ...(subject === undefined
      ? []
      : [sql`f.row IN (SELECT finding FROM finding_subject WHERE kind = ${subject.kind} AND subject = ${subject.id})`]),
  ];
  return sql`SELECT f.body FROM finding f WHERE ${allOf(conditions)} ORDER BY f.closed IS NOT NULL, f.opened DESC, f.row DESC LIMIT ${limit}`;
}

export interface StoredAction {
  readonly row: number;
  readonly at: number;
  readonly body: string;
}

/** The newest first, and one more than a page holds. */
export function actionsQuery(cursor: string | null, limit: number): Fragment {
  const after = cursor === null ? null : decodeCursor(ACTIONS_ORDER, cursor);
  const at = after?.value ?? 0;
  const keyset = after === null ? raw('TRUE') : sql`a.at <= ${at} AND (a.at < ${at} OR a.row < ${after.id})`;
  return sql`SELECT a.row, a.at, a.body FROM action a WHERE ${keyset} ORDER BY a.at DESC, a.row DESC LIMIT ${limit + 1}`;
}

export function toActionsView(rows: readonly StoredAction[], limit: number): ActionsView {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const isMore = rows.length > limit && last !== undefined;
  return {
    actions: shown.flatMap(({ body }) => parsedBody<Action>(body)),
    nextCursor: isMore ? encodeCursor(ACTIONS_ORDER, { value: last.at, name: null, id: last.row }) : null,
  };
}
