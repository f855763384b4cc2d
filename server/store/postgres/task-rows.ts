import type { TaskRow } from '@/lib/api/views';
import { raw, sql } from '../sql/fragment';
import { ROW_COLUMNS, toTaskRow, type StoredRow } from '../sql/task-row';
import type { Answering } from './answering';
import { storedSubject } from './log-writer';
import { isAnyOf } from './values';

// The number of an exception's type is called `exception` in the table; a row of a list has its text under that name.
const TEXTS = { args: 'args', kwargs: 'kwargs', error: 'exception', result: 'result' } as const;
const selected = (text: (column: string) => string): string =>
  `SELECT ${ROW_COLUMNS}, ${Object.entries(TEXTS)
    .map(([column, name]) => `${text(`t.${column}`)} AS ${name}`)
    .join(', ')} FROM task t`;
const SELECT = {
  excerpts: raw(selected((column) => `left(${column}, 200)`)),
  whole: raw(selected((column) => column)),
};

/**
 * Rows of lists with the names of the findings about them, in the order of `uids`; what was removed meanwhile is left out.
 * Lists show the beginning of texts, exports all. `days` are those that the tasks stand in, where that is known.
 */
export async function rowsOf(
  { session, names }: Pick<Answering, 'session' | 'names'>,
  uids: readonly string[],
  options: { readonly texts?: 'excerpts' | 'whole'; readonly days?: readonly number[] } = {},
): Promise<readonly TaskRow[]> {
  if (uids.length === 0) return [];
  const days = [...new Set(options.days)];
  const inDays = days.length === 0 ? raw('') : raw(`AND t.day IN (${days.join(', ')})`);
  const { rows } = await session.query<StoredRow & { readonly uid: string }>(
    sql`${SELECT[options.texts ?? 'excerpts']} WHERE ${isAnyOf('t.uid', 'text', uids)} ${inDays}`,
  );
  const found = await session.query<{ subject: string; detector: string }>(
    sql`SELECT DISTINCT s.subject, f.detector FROM finding_subject s JOIN finding f ON f.row = s.finding
        WHERE s.kind = 'task' AND ${isAnyOf('s.subject', 'text', uids.map(storedSubject))}`,
  );
  const findings = Map.groupBy(found.rows, ({ subject }) => subject);
  const known = new Map(rows.map((stored) => [stored.uid, stored]));
  return uids.flatMap((uid) => {
    const stored = known.get(uid);
    if (stored === undefined) return [];
    const about = (findings.get(storedSubject(uid)) ?? []).map(({ detector }) => detector);
    return [toTaskRow(uid, stored, names, about)];
  });
}

/** Each with the name of its state, in the order of `uids`. */
export async function statesOf(
  { session, names }: Pick<Answering, 'session' | 'names'>,
  uids: readonly string[],
): Promise<readonly (readonly [uuid: string, state: string])[]> {
  if (uids.length === 0) return [];
  const { rows } = await session.query<{ uid: string; state: number }>(
    sql`SELECT t.uid, t.state FROM task t WHERE ${isAnyOf('t.uid', 'text', uids)}`,
  );
  const known = new Map(rows.map(({ uid, state }) => [uid, names.value(state) ?? 'UNKNOWN']));
  return uids.flatMap((uid) => {
    const state = known.get(uid);
    return state === undefined ? [] : [[uid, state] as const];
  });
}
