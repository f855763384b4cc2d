import type { WorkerRun } from '@/lib/api/page-views';
import { isRunning, isWaiting } from '../sql/filter-to-sql';
import { raw, sql, type Fragment } from '../sql/fragment';
import { stateId } from '../sql/kinds';
import { lanesOf } from '../sql/stored-run';
import type { Answering } from './answering';
import { POSTGRES } from './dialect';
import { readTasks } from './task-reader';

/** The newest runs are those of the newest tasks; each is read whole. */
const LANE_TASKS = 4_000;
const RECEIVED = raw(`t.state = ${stateId('RECEIVED')}`);

/** The ids of what a worker holds: running, reserved, scheduled. */
export async function heldBy(
  { session, names, now }: Answering,
  hostname: string,
  limit: number,
): Promise<Readonly<Record<'running' | 'reserved' | 'scheduled', readonly string[]>>> {
  const worker = names.id('worker', hostname);
  if (worker === null) return { running: [], reserved: [], scheduled: [] };
  const held = sql`${POSTGRES.isLive} AND t.worker = ${worker}`;
  const find = (condition: Fragment, order: string): Promise<readonly string[]> =>
    uidsOf({ session }, sql`${held} AND ${condition} ORDER BY ${raw(order)}, t.uid LIMIT ${limit}`);
  return {
    running: await find(isRunning(POSTGRES), 't.started'),
    reserved: await find(sql`${RECEIVED} AND (t.eta IS NULL OR t.eta <= ${now})`, 't.received'),
    scheduled: await find(sql`${RECEIVED} AND t.eta > ${now}`, 't.eta'),
  };
}

/** The ids of what waits in a queue, oldest first. */
export async function waitingIn(answering: Answering, queue: string, limit: number): Promise<readonly string[]> {
  const id = answering.names.id('queue', queue);
  if (id === null) return [];
  return uidsOf(
    answering,
    sql`${isWaiting(POSTGRES)} AND t.queue = ${id} ORDER BY coalesce(t.sent, t.received, t.updated), t.uid LIMIT ${limit}`,
  );
}

/** What ran on a worker, earlier deliveries of tasks that another worker took over among them. */
export async function lanesOn(
  { session, names }: Answering,
  hostname: string,
  from: number,
  limit: number,
): Promise<readonly WorkerRun[]> {
  const worker = names.id('worker', hostname);
  if (worker === null) return [];
  const newest = sql`ORDER BY t.updated DESC LIMIT ${LANE_TASKS}`;
  const { rows } = await session.query<{ uid: string }>(
    sql`(SELECT t.uid FROM task t WHERE t.worker = ${worker} AND t.updated >= ${from} ${newest})
        UNION (SELECT t.uid FROM task t WHERE ${POSTGRES.isLive} AND t.worker = ${worker} AND t.started IS NOT NULL)
        UNION (SELECT t.uid FROM task t WHERE t.deliveries > 1 AND t.updated >= ${from} ${newest})`,
  );
  const tasks = await readTasks(
    session,
    rows.map(({ uid }) => uid),
  );
  return lanesOf(tasks, hostname, from, limit);
}

async function uidsOf({ session }: Pick<Answering, 'session'>, which: Fragment): Promise<readonly string[]> {
  const { rows } = await session.query<{ uid: string }>(sql`SELECT t.uid FROM task t WHERE ${which}`);
  return rows.map(({ uid }) => uid);
}
