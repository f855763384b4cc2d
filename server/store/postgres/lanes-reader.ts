import { raw, sql, type Fragment } from '../sql/fragment';
import { RUNTIME_INDEXED_FROM, SUCCESS_ID } from '../sql/kinds';
import { LaneColumns } from '../sql/lane-columns';
import { addRunsOf, addStoredRun, tailSecondsOf } from '../sql/stored-run';
import type { LaneQuery, LaneRuns } from '../store';
import type { Answering } from './answering';
import { POSTGRES } from './dialect';
import { LIVE_DAY } from './schema';
import { readTasks } from './task-reader';

/** Runs longer than the tail which reach over the end of a window. */
const MAX_LONG = 1_000;
/** Tasks that ran more than once: each is read whole. */
const MAX_AGAIN = 4_000;
const MAX_LIVE = 10_000;
const LEAST_A_STEP = 1_000;

interface StoredRow {
  readonly uid: string;
  readonly name: number | null;
  readonly worker: number | null;
  readonly state: number;
  readonly day: number;
  readonly updated: number;
  readonly started: number | null;
  readonly ended: number | null;
  /** Of a success it says nothing that is needed here. */
  readonly more: string | null;
}

const SELECT = raw(
  `SELECT t.uid, t.name, t.worker, t.state, t.day, t.updated, t.started, t.ended,
     CASE WHEN t.state = ${SUCCESS_ID} THEN NULL ELSE t.more END AS more
   FROM task t WHERE t.deliveries = 1`,
);

/** The newest `limit` runs of a time, on one worker or all of them; what ended before `cutBefore` is left out. */
export async function laneRuns(answering: Answering, { hostname, from, to, limit }: LaneQuery): Promise<LaneRuns> {
  const { session, names } = answering;
  const columns = new LaneColumns(from, to, hostname);
  const again = await session.query<{ uid: string }>(
    sql`SELECT t.uid FROM task t WHERE t.deliveries > 1 AND t.updated >= ${from} ORDER BY t.updated LIMIT ${MAX_AGAIN}`,
  );
  const uids = again.rows.map(({ uid }) => uid);
  for (const task of await readTasks(session, uids)) addRunsOf(columns, task);
  // A worker that no task was on last may have had some before.
  const worker = hostname === null ? null : names.id('worker', hostname);
  if (hostname !== null && worker === null) return columns.done(null);
  const onWorker = worker === null ? raw('') : raw(`AND t.worker = ${worker}`);
  const tailSeconds = tailSecondsOf(from, to);
  const tail = to + tailSeconds;
  const add = (stored: StoredRow): void => addRow(columns, answering, stored);

  // What began before and has not been heard of since, and what began in the window and is still at it.
  const live = sql`AND ${POSTGRES.isLive} AND t.worker IS NOT NULL ${onWorker} AND t.started < ${to}
    AND (t.updated < ${from} OR t.updated > ${tail}) LIMIT ${MAX_LIVE}`;
  const long = sql`AND t.runtime >= ${raw(String(RUNTIME_INDEXED_FROM))} AND t.runtime > ${tailSeconds} ${onWorker}
    AND t.started < ${to} AND t.updated > ${tail} AND ${POSTGRES.isNotLive} LIMIT ${MAX_LONG}`;
  for (const which of [live, long]) (await session.query<StoredRow>(sql`${SELECT} ${which}`)).rows.forEach(add);

  let after: Fragment = raw('');
  for (;;) {
    const wanted = Math.max(LEAST_A_STEP, limit - columns.length + 1);
    const { rows } = await session.query<StoredRow>(
      sql`${SELECT} ${onWorker} AND t.updated >= ${from} AND t.updated <= ${tail} ${after} ORDER BY t.updated DESC, t.uid DESC LIMIT ${wanted}`,
    );
    for (const stored of rows) {
      if (columns.length >= limit) return columns.done(stored.updated);
      add(stored);
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < wanted) return columns.done(null);
    after = sql`AND t.updated <= ${last.updated} AND (t.updated < ${last.updated} OR t.uid < ${last.uid})`;
  }
}

function addRow(columns: LaneColumns, { names }: Answering, stored: StoredRow): void {
  addStoredRun(columns, {
    uuid: () => stored.uid,
    name: names.value(stored.name),
    worker: names.value(stored.worker),
    state: names.value(stored.state) ?? 'UNKNOWN',
    isLive: stored.day === LIVE_DAY,
    updated: stored.updated,
    started: stored.started,
    ended: stored.ended,
    delivery: deliveryIn(stored.more),
  });
}

/** The first delivery in what our own writer wrote (task-record.ts). */
function deliveryIn(more: string | null): string | null {
  if (more === null) return null;
  try {
    const { d } = JSON.parse(more) as { readonly d?: readonly unknown[] };
    return d?.[0] === undefined ? null : JSON.stringify(d[0]);
  } catch {
    // Cut or damaged: the row tells most of it.
    return null;
  }
}
