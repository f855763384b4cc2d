import { raw, sql } from '../sql/fragment';
import { SERIES_KINDS } from '../sql/kinds';
import {
  PAST_COLUMNS,
  PastPicture,
  SAMPLE_SECONDS,
  SIGN_GRAINS,
  SIGN_MINUTES,
  signsOf,
  type StoredPastTask,
} from '../sql/past-picture';
import { readyOf } from '../sql/series-charts';
import type { StoredPast } from '../store';
import type { Answering } from './answering';
import { POSTGRES } from './dialect';
import { readTasks } from './task-reader';
import { unwatched } from './watch-reader';

interface StoredRow {
  readonly uid: string;
  readonly name: number | null;
  readonly queue: number | null;
  readonly worker: number | null;
  readonly state: number;
  readonly sent: number | null;
  readonly received: number | null;
  readonly started: number | null;
  readonly ended: number | null;
  readonly updated: number;
  readonly eta: number | null;
  readonly deliveries: number;
}

/** Tells what the cluster did at a second in the past. */
export async function pastAt(answering: Answering, at: number, limit: number): Promise<StoredPast> {
  const { session, names, now } = answering;
  const began = sql`(least(t.sent, t.received, t.started) <= ${at} OR t.deliveries > 1)`;
  const select = raw(`SELECT ${PAST_COLUMNS} FROM task t`);
  // What was under way has changed since, or still is.
  const { rows } = await session.query<StoredRow>(
    sql`${select} WHERE t.updated > ${at} AND ${began}
        UNION ALL ${select} WHERE ${POSTGRES.isLive} AND t.updated <= ${at} AND ${began}`,
  );
  const again = rows.filter(({ deliveries }) => deliveries > 1).map(({ uid }) => uid);
  const whole = new Map((await readTasks(session, again)).map((task) => [task.uuid, task]));
  const picture = new PastPicture(at, { value: (id) => names.value(id), uuid: String });
  for (const row of rows) picture.add(toTuple(row), whole.get(row.uid) ?? null);
  const stretches = await unwatched(answering, at - 1, now);
  return {
    oldestAt: await oldestAt(answering),
    watched: !stretches.some(({ from, to }) => from <= at && to >= at),
    ...picture.told(limit),
    depth: await depthAt(answering, at),
    finished: await signsAround(answering, at),
  };
}

export async function oldestAt({ session }: Answering): Promise<number | null> {
  const { rows } = await session.query<{ at: number | null }>(raw('SELECT min(updated) AS at FROM task'));
  return rows[0]?.at ?? null;
}

async function depthAt({ session, names }: Answering, at: number): Promise<StoredPast['depth']> {
  const { rows } = await session.query<{ queue: number; at: number; ready: string | null; unacked: number | null }>(
    sql`SELECT DISTINCT ON (queue) queue, at, ready, unacked FROM depth
        WHERE minute >= ${Math.floor((at - SAMPLE_SECONDS) / 60)} AND minute <= ${Math.floor(at / 60)}
          AND at <= ${at} AND at > ${at - SAMPLE_SECONDS} ORDER BY queue, at DESC`,
  );
  return rows.map((sample) => ({
    ...sample,
    queue: names.value(sample.queue) ?? '',
    ready: readyOf(sample.ready),
  }));
}

async function signsAround({ session, names }: Answering, at: number): Promise<StoredPast['finished']> {
  const minute = Math.floor(at / 60);
  const { rows } = await session.query<{ worker: number; start: number; grain: number }>(
    sql`SELECT key AS worker, start, grain FROM series WHERE grain IN (${raw(SIGN_GRAINS.join(', '))})
        AND start BETWEEN ${minute - SIGN_MINUTES} AND ${minute + SIGN_MINUTES} AND kind = ${raw(String(SERIES_KINDS.worker))}`,
  );
  return signsOf(rows, at, { value: (id) => names.value(id) });
}

function toTuple(row: StoredRow): StoredPastTask {
  const { uid, name, queue, worker, state, sent, received, started, ended, updated, eta, deliveries } = row;
  return [uid, name, queue, worker, state, sent, received, started, ended, updated, eta, deliveries];
}
