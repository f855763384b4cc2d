import type { WorkerRun } from '@/lib/api/page-views';
import type Database from 'better-sqlite3';
import type { DictionaryReader } from './dictionary-reader';
import { isRunning, isWaiting } from '../sql/filter-to-sql';
import { lanesOf } from '../sql/stored-run';
import { SQLITE } from './dialect';
import type { TaskReader } from './task-reader';

/** The newest runs are those of the newest tasks; each is read whole, and the web's thread waits meanwhile. */
const LANE_TASKS = 4_000;

/** Finds what a worker or a queue holds, and what a worker ran. */
export class HeldReader {
  private readonly running: Database.Statement<[number | null, number], { id: number }>;
  private readonly reserved: Database.Statement<[number | null, number, number], { id: number }>;
  private readonly scheduled: Database.Statement<[number | null, number, number], { id: number }>;
  private readonly waiting: Database.Statement<[number | null, number], { id: number }>;
  private readonly ran: Database.Statement<number[], { uid: unknown }>;

  constructor(
    db: Database.Database,
    private readonly dictionary: DictionaryReader,
    private readonly tasks: TaskReader,
  ) {
    const held = 'SELECT t.id FROM task t INDEXED BY task_live_worker WHERE t.live = 1 AND t.worker = ?';
    const received = "t.state = (SELECT id FROM dict WHERE value = 'RECEIVED' AND kind = 1)";
    this.running = db.prepare(`${held} AND ${isRunning(SQLITE).text} ORDER BY t.started, t.id LIMIT ?`);
    this.reserved = db.prepare(
      `${held} AND ${received} AND (t.eta IS NULL OR t.eta <= ?) ORDER BY t.received, t.id LIMIT ?`,
    );
    this.scheduled = db.prepare(`${held} AND ${received} AND t.eta > ? ORDER BY t.eta, t.id LIMIT ?`);
    this.waiting = db.prepare(
      `SELECT t.id FROM task t INDEXED BY task_live_queue WHERE t.live = 1 AND t.queue = ? AND ${isWaiting(SQLITE).text}
       ORDER BY coalesce(t.sent, t.received, t.updated), t.id LIMIT ?`,
    );
    // Runs on this worker, and earlier deliveries here of tasks that another worker took over.
    this.ran = db.prepare(
      `SELECT uid FROM (SELECT uid FROM task INDEXED BY task_worker WHERE worker = ? AND updated >= ? ORDER BY updated DESC LIMIT ?)
       UNION SELECT uid FROM task INDEXED BY task_live_worker WHERE live = 1 AND worker = ? AND started IS NOT NULL
       UNION SELECT uid FROM
         (SELECT uid FROM task INDEXED BY task_again WHERE deliveries > 1 AND updated >= ? ORDER BY updated DESC LIMIT ?)`,
    );
  }

  heldBy(
    hostname: string,
    now: number,
    limit: number,
  ): {
    readonly running: readonly number[];
    readonly reserved: readonly number[];
    readonly scheduled: readonly number[];
  } {
    const worker = this.dictionary.id('worker', hostname);
    return {
      running: this.running.all(worker, limit).map(({ id }) => id),
      reserved: this.reserved.all(worker, now, limit).map(({ id }) => id),
      scheduled: this.scheduled.all(worker, now, limit).map(({ id }) => id),
    };
  }

  waitingIn(queue: string, limit: number): readonly number[] {
    return this.waiting.all(this.dictionary.id('queue', queue), limit).map(({ id }) => id);
  }

  lanes(hostname: string, from: number, limit: number): readonly WorkerRun[] {
    const worker = this.dictionary.id('worker', hostname);
    if (worker === null) return [];
    const uids = this.ran.all(worker, from, LANE_TASKS, worker, from, LANE_TASKS);
    const tasks = uids.flatMap(({ uid }) => this.tasks.stored(uid) ?? []);
    return lanesOf(tasks, hostname, from, limit);
  }
}
