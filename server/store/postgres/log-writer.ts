import type { Action } from '@/lib/cluster/action';
import type { EventGap } from '@/lib/cluster/cluster-status';
import type { WishChange } from '@/lib/cluster/wish';
import type { Finding } from '@/lib/detectors/finding';
import { raw, sql } from '../sql/fragment';
import { actionBody, subjectsOf } from '../sql/log-record';
import { withoutNul } from '../sql/task-id';
import type { Session } from './session';
import { unnest } from './values';

/** An index takes no longer entry. */
const LONGEST_SUBJECT = 600;

/** A subject as it is stored. */
export function storedSubject(id: string): string {
  return id.slice(0, LONGEST_SUBJECT);
}

export async function writeFindings(session: Session, findings: readonly Finding[]): Promise<void> {
  const newest = new Map(findings.map((finding) => [JSON.stringify([finding.id, finding.openedAt]), finding]));
  for (const finding of newest.values()) {
    const { id, openedAt, updatedAt, closedAt, detector } = finding;
    const { rows } = await session.query<{ row: number }>(
      sql`INSERT INTO finding (id, opened, updated, closed, detector, body)
          VALUES (${id}, ${openedAt}, ${updatedAt}, ${closedAt}, ${detector}, ${JSON.stringify(finding)})
          ON CONFLICT (left(id, 500), opened) DO UPDATE SET updated = excluded.updated, closed = excluded.closed, body = excluded.body
          RETURNING row`,
    );
    const row = rows[0]?.row ?? 0;
    const subjects = subjectsOf(finding);
    await session.query(
      sql`INSERT INTO finding_subject SELECT v.kind, v.subject, ${row}::int8 FROM ${unnest([
        ['text', subjects.map(({ kind }) => kind)],
        ['text', subjects.map((subject) => storedSubject(subject.id))],
      ])} AS v (kind, subject) ON CONFLICT DO NOTHING`,
    );
  }
}

export async function writeActions(session: Session, actions: readonly Action[]): Promise<void> {
  const newest = [...new Map(actions.map((action) => [action.id, action])).values()];
  if (newest.length === 0) return;
  await session.query(
    sql`INSERT INTO action (id, at, body) SELECT * FROM ${unnest([
      ['text', newest.map(({ id }) => id)],
      ['float8', newest.map(({ at }) => at)],
      ['text', newest.map(actionBody)],
    ])} ON CONFLICT (id) DO UPDATE SET at = excluded.at, body = excluded.body`,
  );
}

export async function writeGaps(session: Session, gaps: readonly EventGap[]): Promise<void> {
  const newest = [...new Map(gaps.map((gap) => [JSON.stringify([gap.from, gap.reason]), gap])).values()];
  if (newest.length === 0) return;
  await session.query(
    sql`INSERT INTO gap (started, reason, ended) SELECT * FROM ${unnest([
      ['float8', newest.map(({ from }) => from)],
      ['text', newest.map(({ reason }) => reason)],
      ['float8', newest.map(({ to }) => to)],
    ])} ON CONFLICT (started, reason) DO UPDATE SET ended = excluded.ended`,
  );
}

export async function writeWishes(session: Session, changes: readonly WishChange[]): Promise<void> {
  const newest = [...new Map(changes.map((change) => [JSON.stringify([change.kind, change.id]), change])).values()];
  if (newest.length === 0) return;
  const over = newest.filter(({ wish }) => wish === null);
  const held = newest.flatMap(({ wish }) => wish ?? []);
  await session.query(sql`DELETE FROM wish WHERE (kind, id) IN (SELECT * FROM ${unnest(keysOf(over))})`);
  await session.query(
    sql`INSERT INTO wish (kind, id, at, body) SELECT * FROM ${unnest([
      ...keysOf(held),
      ['float8', held.map(({ at }) => at)],
      ['text', held.map((wish) => JSON.stringify(wish))],
    ])} ON CONFLICT (kind, id) DO UPDATE SET at = excluded.at, body = excluded.body`,
  );
}

function keysOf(of: readonly Pick<WishChange, 'kind' | 'id'>[]): Parameters<typeof unnest>[0] {
  return [
    ['text', of.map(({ kind }) => kind)],
    ['text', of.map(({ id }) => withoutNul(id))],
  ];
}

/** Whoever opened a gap and stopped can't close it any more; what came after is time in which nobody watched. */
export async function closeLeftGaps(session: Session): Promise<void> {
  await session.query(
    raw(
      'UPDATE gap SET ended = greatest(started, coalesce((SELECT max(ended) FROM watch), started)) WHERE ended IS NULL',
    ),
  );
}
