import { newTask } from '@/lib/cluster/reduce-task';
import type { PastTask } from '@/lib/cluster/task-at';
import { raw, sql, type Fragment } from '../sql/fragment';
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
import { decodeRest } from '../sql/task-record';
import type { StoredPast } from '../store';
import type { Answering } from './answering';
import { POSTGRES } from './dialect';
import type { Session } from './session';
import { unwatched } from './watch-reader';

/** This is read where pages are served from, so beyond these bounds the picture is not whole. */
const BOUNDS = {
  tasks: 100_000,
  /** Tasks that ran more than once: their deliveries are read as well. */
  again: 4_000,
} as const;
const TASKS_A_STEP = 5_000;
/** Each may hold dozens of deliveries. */
const AGAIN_A_STEP = 200;

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

interface StoredAgain extends StoredRow {
  readonly retries: number;
  readonly more: string;
}

/** Tells what the cluster did at a second in the past. */
export async function pastAt(
  answering: Answering,
  at: number,
  limit: number,
  bounds: { readonly tasks: number; readonly again: number } = BOUNDS,
): Promise<StoredPast> {
  const { session, names, now } = answering;
  const picture = new PastPicture(at, { value: (id) => names.value(id), uuid: String });
  const began = sql`t.deliveries <= 1 AND least(t.sent, t.received, t.started) <= ${at}`;
  const usual = underWay(raw(`SELECT ${PAST_COLUMNS} FROM task t`), at, began);
  let tasks = 0;
  for await (const row of inSteps<StoredRow>(session, usual, bounds.tasks + 1, TASKS_A_STEP)) {
    tasks += 1;
    if (tasks <= bounds.tasks) picture.add(toTuple(row), null);
  }
  const twice = underWay(raw(`SELECT ${PAST_COLUMNS}, t.retries, t.more FROM task t`), at, raw('t.deliveries > 1'));
  let again = 0;
  for await (const row of inSteps<StoredAgain>(session, twice, bounds.again + 1, AGAIN_A_STEP)) {
    again += 1;
    if (again <= bounds.again) picture.add(toTuple(row), withDeliveries(answering, row));
  }
  const stretches = await unwatched(answering, at - 1, now);
  return {
    oldestAt: await oldestAt(answering),
    isWhole: tasks <= bounds.tasks && again <= bounds.again,
    watched: !stretches.some(({ from, to }) => from <= at && to >= at),
    ...picture.told(limit),
    depth: await depthAt(answering, at),
    finished: await signsAround(answering, at),
  };
}

// What was under way has changed since, or still is.
function underWay(select: Fragment, at: number, which: Fragment): Fragment {
  return sql`${select} WHERE t.updated > ${at} AND ${which}
    UNION ALL ${select} WHERE ${POSTGRES.isLive} AND t.updated <= ${at} AND ${which}`;
}

// One look at the table, of which no more than a step is in memory.
async function* inSteps<Row>(session: Session, query: Fragment, most: number, step: number): AsyncIterable<Row> {
  await session.query(sql`DECLARE past NO SCROLL CURSOR FOR ${query} LIMIT ${most}`);
  for (;;) {
    const { rows } = await session.query<Row>(raw(`FETCH ${step} FROM past`));
    yield* rows;
    if (rows.length < step) break;
  }
  await session.query(raw('CLOSE past'));
}

// Of a delivery only times and places are told, which its texts are not needed for.
function withDeliveries({ names }: Answering, row: StoredAgain): PastTask | null {
  const task = {
    ...newTask(row.uid, row.updated),
    state: names.value(row.state) ?? 'UNKNOWN',
    worker: names.value(row.worker),
    retries: row.retries,
    sentAt: row.sent,
    receivedAt: row.received,
    startedAt: row.started,
    endedAt: row.ended,
    updatedAt: row.updated,
    eta: row.eta,
  };
  const rest = decodeRest(row.more, task);
  return rest === null ? null : { ...task, deliveries: rest.deliveries };
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
