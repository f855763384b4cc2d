import type Database from 'better-sqlite3';
import { situationsAt, type PastTask, type Situation } from '@/lib/cluster/task-at';
import type { PastRow, StoredPast } from '../store';
import type { Budget } from './budget';
import type { DictionaryReader } from './dictionary-reader';
import { raw, sql } from './fragment';
import { GRAINS, SERIES_KINDS } from './schema';
import type { StatementCache } from './statement-cache';
import { decodeTaskId } from './task-id';
import type { TaskReader } from './task-reader';
import { valueBeyond } from './task-segment';
import type { WatchReader } from './watch-reader';

/** A sample of a queue's depth stands for its time for so long. */
const SAMPLE_SECONDS = 300;
/** A worker that finished something within so many minutes before and after was there. */
const SIGN_MINUTES = 15;
const SHARE_OF_INDEX = 0.04;
const MS_A_ROW = 1e-4;

type Row = readonly [
  uid: unknown,
  name: number | null,
  queue: number | null,
  worker: number | null,
  state: number,
  sent: number | null,
  received: number | null,
  started: number | null,
  ended: number | null,
  updated: number,
  eta: number | null,
  deliveries: number,
];
interface Found {
  readonly row: Row;
  readonly situation: Situation;
}

const COLUMNS =
  't.uid, t.name, t.queue, t.worker, t.state, t.sent, t.received, t.started, t.ended, t.updated, t.eta, t.deliveries';
const FIRST_SIGN = ['sent', 'received', 'started'].map((column) => `coalesce(t.${column}, 9e99)`).join(', ');
const GO_ON = '(t.id & 4095 <> 0 OR go_on())';

/** Tells what the cluster did at a second in the past. */
export class PastReader {
  private readonly depth: Database.Statement<
    [number, number],
    { queue: number; at: number; ready: string | null; unacked: number | null }
  >;
  private readonly finished: Database.Statement<[number, number, number], { worker: number; start: number }>;

  constructor(
    db: Database.Database,
    private readonly statements: StatementCache,
    private readonly dictionary: DictionaryReader,
    private readonly tasks: TaskReader,
    private readonly watch: WatchReader,
    private readonly budget: Budget,
    private readonly total: () => number,
  ) {
    // The newest sample of each queue; SQLite gives the other columns of the row that has the greatest `at`.
    this.depth = db.prepare(
      'SELECT queue, max(at) AS at, ready, unacked FROM depth WHERE at <= ? AND at > ? GROUP BY queue',
    );
    this.finished = db.prepare(
      `SELECT key AS worker, start FROM series WHERE grain = ? AND start BETWEEN ? AND ? AND kind = ${SERIES_KINDS.worker}`,
    );
  }

  past(at: number, limit: number, now: number): StoredPast {
    const found: Record<Situation['kind'], Found[]> = { running: [], reserved: [], scheduled: [], waiting: [] };
    for (const row of this.candidates(at)) {
      for (const situation of situationsAt(this.toPast(row), at)) found[situation.kind].push({ row, situation });
    }
    const list = (kind: Situation['kind']): readonly PastRow[] =>
      found[kind]
        .sort((a, b) => a.situation.since - b.situation.since)
        .slice(0, limit)
        .map((entry) => this.toRow(entry));
    return {
      oldestAt: this.oldest(),
      watched: !this.watch.unwatched(at - 1, now).some(({ from, to }) => from <= at && to >= at),
      totals: {
        running: found.running.length,
        reserved: found.reserved.length,
        scheduled: found.scheduled.length,
        waiting: found.waiting.length,
      },
      running: list('running'),
      reserved: list('reserved'),
      scheduled: list('scheduled'),
      waiting: list('waiting'),
      waitingIn: this.byQueue(found.waiting),
      heldBy: byWorker(found),
      depth: this.depth.all(at, at - SAMPLE_SECONDS).map(({ queue, ready, ...sample }) => ({
        ...sample,
        queue: this.dictionary.value(queue) ?? '',
        ready: ready === null ? null : (JSON.parse(ready) as Record<string, number>),
      })),
      finished: this.signs(at),
    };
  }

  // What was under way has changed since, or still is.
  private *candidates(at: number): Iterable<Row> {
    const began = sql`(min(${raw(FIRST_SIGN)}) <= ${at} OR t.deliveries > 1)`;
    const most = Math.ceil(SHARE_OF_INDEX * this.total());
    const edge = valueBeyond(this.statements, 'updated', null, most, true);
    const isRecent = edge === null || edge <= at;
    if (!isRecent) this.budget.needs(MS_A_ROW * this.total());
    const source = raw(isRecent ? 'task t INDEXED BY task_updated' : 'task t NOT INDEXED');
    const changed = sql`SELECT ${raw(COLUMNS)} FROM ${source} WHERE ${raw(GO_ON)} AND t.updated > ${at} AND ${began}`;
    yield* this.statements.query<Row>(changed).arrays();
    const still = sql`SELECT ${raw(COLUMNS)} FROM task t INDEXED BY task_live_worker WHERE t.live = 1 AND t.updated <= ${at} AND ${began}`;
    yield* this.statements.query<Row>(still).arrays();
  }

  // A task with one delivery says in its row what is needed.
  private toPast(row: Row): PastTask {
    const [uid, , , worker, state, sentAt, receivedAt, startedAt, endedAt, updatedAt, eta, deliveries] = row;
    const whole = deliveries > 1 ? this.tasks.stored(uid) : null;
    if (whole !== null) return whole;
    const delivery = {
      worker: this.dictionary.value(worker) ?? '',
      receivedAt,
      startedAt,
      endedAt,
      outcome: null,
      deduplicated: false,
    };
    return {
      state: this.dictionary.value(state) ?? 'UNKNOWN',
      sentAt,
      eta,
      endedAt,
      updatedAt,
      deliveries: deliveries === 0 ? [] : [delivery],
    };
  }

  private toRow({ row, situation }: Found): PastRow {
    const [uid, name, queue, , state, , , , endedAt] = row;
    return {
      uuid: decodeTaskId(uid),
      name: this.dictionary.value(name),
      queue: this.dictionary.value(queue),
      worker: situation.kind === 'waiting' ? null : situation.worker,
      since: situation.since,
      state: this.dictionary.value(state) ?? 'UNKNOWN',
      endedAt,
    };
  }

  private byQueue(waiting: readonly Found[]): StoredPast['waitingIn'] {
    const queues = Map.groupBy(waiting, ({ row }) => row[2]);
    return [...queues].map(([queue, group]) => ({
      queue: this.dictionary.value(queue),
      count: group.length,
      since: group.reduce((oldest, { situation }) => Math.min(oldest, situation.since), Infinity),
    }));
  }

  private signs(at: number): StoredPast['finished'] {
    const minute = Math.floor(at / 60);
    const signs = new Map<number, { before: boolean; after: boolean }>();
    for (const grain of [GRAINS.minute, GRAINS.quarter]) {
      for (const { worker, start } of this.finished.all(grain, minute - SIGN_MINUTES, minute + SIGN_MINUTES)) {
        const known = signs.get(worker) ?? { before: false, after: false };
        signs.set(worker, {
          before: known.before || start + grain <= minute,
          after: known.after || start > minute,
        });
      }
    }
    return [...signs].flatMap(([worker, sign]) => {
      const hostname = this.dictionary.value(worker) ?? '';
      return hostname === '' ? [] : [{ worker: hostname, ...sign }];
    });
  }

  private oldest(): number | null {
    return this.statements.query<{ at: number | null }>(raw('SELECT min(updated) AS at FROM task')).get()?.at ?? null;
  }
}

function byWorker(found: Readonly<Record<Situation['kind'], readonly Found[]>>): StoredPast['heldBy'] {
  const counts = new Map<string, { running: number; reserved: number; scheduled: number }>();
  for (const kind of ['running', 'reserved', 'scheduled'] as const) {
    for (const { situation } of found[kind]) {
      if (situation.kind === 'waiting') continue;
      const known = counts.get(situation.worker) ?? { running: 0, reserved: 0, scheduled: 0 };
      counts.set(situation.worker, { ...known, [kind]: known[kind] + 1 });
    }
  }
  return [...counts].map(([worker, held]) => ({ worker, ...held }));
}
