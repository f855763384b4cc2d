import { allOf, raw, sql, type Fragment } from '../sql/fragment';
import { AHEAD_SECONDS, aheadOf, RUNTIME_INDEXED_FROM } from '../sql/kinds';
import { StoreError } from '../store';
import type { Answering } from './answering';
import type { Session } from './session';
import type { Hit, Order, Place } from './task-order';

/** Lists begin with what is new: the time that is looked at first, and then. */
const WINDOWS_SECONDS = [600, 7_200];
/** Rows of the index of run times that are looked at in one statement, while there are fewer than would have to be sorted. */
const WALKED_RUNS = [2_000, 20_000, 200_000];
const UNKNOWN_MATCHES = 20_000;
/** A search goes through one stretch of time after the other. */
const SEARCHED_SECONDS = [600, 7_200, 86_400, 604_800];
/** A search shows what it has found by then. */
const PATIENCE_MS = 2_000;
const SELECT = 'SELECT t.uid, t.day';

interface Page {
  readonly after: Place | null;
  readonly limit: number;
  /** How many match in all, where that is known. */
  readonly matches: number | null;
}
type TimeOrder = Order & { readonly by: NonNullable<Order['by']> };

/** A page in an order by a time: the newest rows first, and all only where they do not fill it. */
export async function sortedByTime(
  { session, now }: Answering,
  order: TimeOrder,
  where: Fragment,
  page: Page,
): Promise<readonly Hit[]> {
  const { after, limit } = page;
  const select = sql`${raw(SELECT)}, ${order.key} AS key, t.updated FROM task t WHERE ${where}`;
  const from = after === null ? now : after.value;
  if (order.name === '-runtime' && (after === null || (after.value ?? 0) >= RUNTIME_INDEXED_FROM)) {
    const rows = await longestRuns(session, where, page);
    if (rows !== null) return rows;
  } else if (['-sent', '-received', '-started'].includes(order.name) && from !== null) {
    for (const seconds of WINDOWS_SECONDS) {
      const since = from - seconds;
      const { rows } = await session.query<Hit>(
        sql`SELECT * FROM (${select} AND t.updated >= ${since} UNION ALL ${select} AND t.updated < ${since} AND (${raw(aheadOf('t.'))})) t
            ORDER BY t.key DESC NULLS LAST, t.uid DESC LIMIT ${limit}`,
      );
      // What changed before the window began can't have a later time than its end.
      if (rows.length === limit && (rows.at(-1)?.key ?? -Infinity) > since + AHEAD_SECONDS) return rows;
    }
  }
  return (await session.query<Hit>(sql`${select} ORDER BY ${order.by.order} LIMIT ${limit}`)).rows;
}

// Along the index of long runs, as far as it may be worth: a filter may be of tasks that all ran short, or of failures, which
// tell no run time, and each row that is passed over is looked up. null where that does not fill the page.
async function longestRuns(
  session: Session,
  where: Fragment,
  { after, limit, matches }: Page,
): Promise<readonly Hit[] | null> {
  const order = raw('ORDER BY t.runtime DESC, t.uid DESC');
  const from = after === null ? raw('TRUE') : sql`t.runtime <= ${after.value}`;
  for (const walked of WALKED_RUNS) {
    if (walked > (matches ?? UNKNOWN_MATCHES) && walked !== WALKED_RUNS[0]) return null;
    const { rows } = await session.query<Hit>(
      sql`${raw(SELECT)}, t.runtime AS key, t.updated FROM
            (SELECT * FROM task t WHERE t.runtime >= ${raw(String(RUNTIME_INDEXED_FROM))} AND ${from} ${order} LIMIT ${walked}) t
          WHERE ${where} ${order} LIMIT ${limit}`,
    );
    if (rows.length === limit) return rows;
  }
  return null;
}

/** A search through texts, the newest first: what it has found when time is up, and since when that is all. */
export async function searched(
  { session, now }: Answering,
  where: Fragment,
  order: Fragment,
  after: Place | null,
  limit: number,
): Promise<{ readonly found: readonly Hit[]; readonly since: number | null }> {
  const from = after?.value ?? now;
  const until = performance.now() + PATIENCE_MS;
  const found: Hit[] = [];
  let upTo = raw('TRUE');
  let since: number | null = null;
  for (const seconds of [...SEARCHED_SECONDS, null]) {
    const begin = seconds === null ? null : from - seconds;
    const within = allOf([where, upTo, begin === null ? raw('TRUE') : sql`t.updated >= ${begin}`]);
    const result = await session.within(until - performance.now(), () =>
      session.query<Hit>(
        sql`${raw(SELECT)}, t.updated AS key, t.updated FROM task t WHERE ${within} ORDER BY ${order} LIMIT ${limit - found.length}`,
      ),
    );
    if (result === null) {
      if (since === null) throw new StoreError('timeout', 'The search took too long; narrow the filter or the time.');
      return { found, since };
    }
    found.push(...result.rows);
    if (found.length === limit || begin === null) break;
    since = begin;
    upTo = sql`t.updated < ${begin}`;
  }
  return { found, since: null };
}
