import type { TaskDetail } from '@/lib/api/views';
import { isEnded } from '@/lib/celery/task-state';
import { raw, sql } from '../sql/fragment';
import { CHILDREN } from '../sql/whole-task';
import type { Answering } from './answering';
import { LIVE_DAY } from './schema';

const RETRIED_AS = 100;
const RECENT_RUNS = 30;
// Runs in between that have no run time (failed before they started, revoked) are passed over within this many rows.
const RECENT_ROWS = 500;

interface Uid {
  readonly uid: string;
}

/** The ids of a task's children, in the order in which they were sent. */
export async function childrenOf({ session }: Answering, uid: string): Promise<readonly string[]> {
  const { rows } = await session.query<Uid>(
    sql`SELECT uid FROM task WHERE parent <> '' AND parent = ${uid} ORDER BY coalesce(sent, received, updated), uid LIMIT ${CHILDREN}`,
  );
  return rows.map((row) => row.uid);
}

/** The ids of its retries by hand. */
export async function retriesOf({ session }: Answering, uid: string): Promise<readonly string[]> {
  const { rows } = await session.query<Uid>(
    sql`SELECT uid FROM task WHERE retry_of = ${uid} ORDER BY coalesce(sent, received, updated), uid LIMIT ${RETRIED_AS}`,
  );
  return rows.map((row) => row.uid);
}

/** The last runs of a type, oldest first. */
export async function recentRunsOf({ session, names }: Answering, name: string): Promise<TaskDetail['recentRuns']> {
  const id = names.id('name', name);
  if (id === null) return [];
  const { rows } = await session.query<{ uid: string; runtime: number; state: number; runs: number }>(
    sql`SELECT uid, runtime, state, runs FROM
          (SELECT * FROM task WHERE name = ${id} ORDER BY updated DESC, uid DESC LIMIT ${RECENT_ROWS}) newest
        WHERE day > ${raw(String(LIVE_DAY))} AND runtime IS NOT NULL ORDER BY updated DESC, uid DESC LIMIT ${RECENT_RUNS}`,
  );
  return rows
    .map(({ uid, runtime, state, runs }) => ({
      uuid: uid,
      runtimeSeconds: runtime,
      state: names.value(state) ?? 'UNKNOWN',
      executions: runs,
    }))
    .filter(({ state }) => isEnded(state))
    .reverse();
}
