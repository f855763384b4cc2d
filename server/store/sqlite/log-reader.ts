import type Database from 'better-sqlite3';
import type { ActionsView, TimelineEntry } from '@/lib/api/views';
import type { Action } from '@/lib/cluster/action';
import type { Finding } from '@/lib/detectors/finding';
import type { StoreAnswers } from '../store';
import { decodeCursor, encodeCursor } from '../sql/cursor';
import { allOf, raw, sql } from '../sql/fragment';
import { parsedBody } from '../sql/log-record';
import type { StatementCache } from './statement-cache';
import type { StoredId } from '../sql/task-id';

const ACTIONS_ORDER = 'actions';

/** Reads findings, actions and timelines. */
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

  /** Open ones first, then the newest. */
  findings(filter: Parameters<StoreAnswers['findings']>[0]): readonly Finding[] {
    const { state, subject, limit } = filter;
    const conditions = [
      ...(state === 'all' ? [] : [raw(`f.closed IS ${state === 'open' ? '' : 'NOT '}NULL`)]),
      ...(subject === undefined
        ? []
        : [
            sql`f.row IN (SELECT finding FROM finding_subject WHERE kind = ${subject.kind} AND subject = ${subject.id})`,
          ]),
    ];
    const query = sql`SELECT f.body FROM finding f WHERE ${allOf(conditions)} ORDER BY f.closed IS NOT NULL, f.opened DESC, f.row DESC LIMIT ${limit}`;
    return this.statements
      .query<{ body: string }>(query)
      .all()
      .flatMap(({ body }) => parsedBody<Finding>(body));
  }

  actions(cursor: string | null, limit: number): ActionsView {
    const after = cursor === null ? null : decodeCursor(ACTIONS_ORDER, cursor);
    const at = after?.value ?? 0;
    const keyset = after === null ? raw('1') : sql`at <= ${at} AND (at < ${at} OR row < ${after.id})`;
    const query = sql`SELECT row, at, body FROM action WHERE ${keyset} ORDER BY at DESC, row DESC LIMIT ${limit + 1}`;
    const rows = this.statements.query<{ row: number; at: number; body: string }>(query).all();
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    const nextCursor =
      rows.length > limit && last !== undefined
        ? encodeCursor(ACTIONS_ORDER, { value: last.at, name: null, id: last.row })
        : null;
    return { actions: shown.flatMap(({ body }) => parsedBody<Action>(body)), nextCursor };
  }
}
