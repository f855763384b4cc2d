import { joinTask } from '@/lib/cluster/join-task';
import type { Task } from '@/lib/cluster/task';
import { StoreError, type PruneLimits, type StoreBatch, type StoredJobs } from '../store';
import type { KnownIdsListener } from '../sql/id-filter';
import { toCells, type Cell, type CellBatch } from '../sql/task-cells';
import { withoutNul } from '../sql/task-id';
import { createJobKeeper } from './job-keeper';
import { KnownIds } from './known-ids';
import { closeLeftGaps, writeActions, writeFindings, writeGaps, writeWishes } from './log-writer';
import { NamesWriter, sweepNames } from './names-writer';
import { Partitions } from './partitions';
import { Pruner } from './pruner';
import { LIVE_DAY } from './schema';
import { SeriesFolder } from './series-folder';
import { namesOfSeries, writeDepth, writeSeries } from './series-writer';
import type { Database, Session } from './session';
import { readTasks } from './task-reader';
import { TaskWriter } from './task-writer';
import { WatchWriter } from './watch-writer';

const WRITE_MS = 30_000;
const IDS_A_STEP = 20_000;
const PRUNE_AGAIN_MS = 5_000;
const DAY_SECONDS = 86_400;

export interface PostgresWriterOptions {
  readonly database: Database;
  /** Epoch seconds by our clock. */
  readonly now: () => number;
  /** How often it notes that it lives, though nothing changed. */
  readonly beatMs: number;
  /** Follows which ids are stored. */
  readonly ids?: KnownIdsListener | undefined;
  /** Asked at the beginning of each transaction; when it rejects, nothing is written. */
  readonly mayWrite?: ((session: Session) => Promise<void>) | undefined;
}

/** Writes, one transaction after another. */
export class PostgresWriter {
  private readonly names = new NamesWriter();
  private readonly partitions = new Partitions();
  private readonly folder = new SeriesFolder();
  private readonly watch = new WatchWriter();
  private readonly ids: KnownIds;
  private readonly tasks: TaskWriter;
  private readonly pruner: Pruner;
  private readonly beat: NodeJS.Timeout;
  /** Bulk jobs. */
  readonly jobs: StoredJobs;
  private areDaysKnown = true;
  private isClosed = false;
  private pruneAfter = 0;
  private turn: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly options: PostgresWriterOptions,
    /** Until when an earlier run watched. */
    readonly watchedUntil: number | null,
  ) {
    this.ids = new KnownIds(options.ids);
    this.tasks = new TaskWriter(this.names, this.ids, this.partitions);
    this.pruner = new Pruner(this.names, this.partitions);
    this.jobs = createJobKeeper(options.database, (work) => this.inTransaction(work));
    this.beat = setInterval(() => void this.mark(), options.beatMs).unref();
  }

  static async open(options: PostgresWriterOptions): Promise<PostgresWriter> {
    const { database, now } = options;
    const until = await database.transaction({ mode: 'write', timeoutMs: WRITE_MS }, async (session) => {
      await options.mayWrite?.(session);
      await closeLeftGaps(session);
      await sweepNames(session);
      return WatchWriter.until(session, now());
    });
    const writer = new PostgresWriter(options, until);
    try {
      await writer.inTransaction(async (session) => {
        await writer.partitions.load(session);
        await writer.tick(session);
      });
    } catch (error) {
      clearInterval(writer.beat);
      throw error;
    }
    void writer.learnIds();
    return writer;
  }

  /**
   * Stores all of it or nothing. `settledAt` is the time, epoch seconds, by which minutes of the series are old enough to
   * be put together. What is stored of `unseen` tasks is joined with them.
   */
  write(batch: CellBatch, settledAt: number, unseen: readonly Task[] = []): Promise<void> {
    const now = this.options.now();
    const isNothing = Object.values(batch as unknown as Record<keyof StoreBatch, readonly unknown[]>).every(
      (rows) => rows.length === 0,
    );
    // Nothing to write and nothing that goes on as time passes: no transaction either.
    if (isNothing && unseen.length === 0 && !this.watch.isDue(now) && !this.folder.isDue(settledAt))
      return this.turn.then(() => undefined);
    return this.inTransaction(async (session) => {
      const tasks = unseen.length === 0 ? batch.tasks : [...batch.tasks, ...(await joinedCells(session, unseen))];
      await this.names.ensure(session, this.tasks.namesOf(tasks));
      await this.names.ensure(session, namesOfSeries(batch.series, batch.depth));
      const stored = await this.tasks.write(session, tasks, now);
      await this.tasks.writeLines(session, batch.timeline, new Set(stored.map(([uid]) => uid)));
      await writeSeries(session, this.names, batch.series);
      await writeDepth(session, this.names, batch.depth);
      await writeFindings(session, batch.findings);
      await writeActions(session, batch.actions);
      await writeGaps(session, batch.gaps);
      await writeWishes(session, batch.wishes);
      await this.tick(session);
      if (this.folder.isDue(settledAt)) await this.folder.step(session, settledAt);
      // Not after it: where the answer to COMMIT is lost the tasks are stored all the same.
      for (const [uid, day] of stored) this.ids.add(uid, day);
    });
  }

  /** Removes one chunk of what exceeds the limits; true when there is more to remove. */
  async prune(limits: PruneLimits): Promise<boolean> {
    if (performance.now() < this.pruneAfter) return false;
    const pruned = this.inTransaction(async (session) => {
      const hasMore = await this.pruner.prune(session, limits);
      await this.tick(session);
      const oldest = this.partitions.all[0] ?? Math.floor(limits.now / DAY_SECONDS);
      if (!hasMore) await this.ids.forgetBefore(oldest, session);
      return hasMore;
    });
    return pruned.catch((error: unknown) => {
      // Somebody reads what is to go: a little later, then.
      if (!(error instanceof StoreError) || error.code !== 'locked') throw error;
      this.pruneAfter = performance.now() + PRUNE_AGAIN_MS;
      return false;
    });
  }

  async close(): Promise<void> {
    clearInterval(this.beat);
    if (!this.isClosed) await this.mark();
    this.isClosed = true;
    await this.turn.catch(() => undefined);
  }

  // What goes on as time passes, part of each transaction.
  private async tick(session: Session): Promise<void> {
    const now = this.options.now();
    if (this.watch.isDue(now)) await this.watch.mark(session, now);
  }

  // A store that can't be written is told by `write`; here it only leaves the time unmarked, which is the truth.
  private async mark(): Promise<void> {
    try {
      await this.inTransaction((session) => this.watch.mark(session, this.options.now()));
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
    }
  }

  private inTransaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const done = this.turn.then(() => this.transaction(work));
    this.turn = done.catch(() => undefined);
    return done;
  }

  // All or nothing: a batch that failed changed nothing and can be written again.
  private async transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const { database, mayWrite } = this.options;
    try {
      const result = await database.transaction({ mode: 'write', timeoutMs: WRITE_MS }, async (session) => {
        await mayWrite?.(session);
        if (!this.areDaysKnown) await this.partitions.load(session);
        this.areDaysKnown = true;
        const done = await work(session);
        await this.names.flush(session);
        return done;
      });
      this.names.trim();
      return result;
    } catch (error) {
      this.names.forget();
      this.watch.forget();
      this.folder.forget();
      this.areDaysKnown = false;
      throw error;
    }
  }

  // On a connection of its own, beside what is written meanwhile, which is remembered as it comes.
  private async learnIds(): Promise<void> {
    const { database } = this.options;
    try {
      for (const day of [LIVE_DAY, ...this.partitions.all.toReversed()]) {
        for (let after: string | null = ''; after !== null && !this.isClosed;) {
          const last: string = after;
          after = await database.transaction({ mode: 'read', timeoutMs: WRITE_MS }, (session) =>
            this.ids.learn(session, day, last, IDS_A_STEP),
          );
        }
      }
      if (!this.isClosed) this.ids.learnedAll();
    } catch (error) {
      // Every id may be known then, and is asked for.
      if (!(error instanceof StoreError)) throw error;
    }
  }
}

async function joinedCells(session: Session, unseen: readonly Task[]): Promise<readonly Cell[]> {
  const uids = unseen.map(({ uuid }) => withoutNul(uuid));
  const stored = new Map((await readTasks(session, uids)).map((task) => [task.uuid, task]));
  return toCells(
    unseen.map((task) => {
      const known = stored.get(withoutNul(task.uuid));
      return known === undefined ? task : joinTask(known, task);
    }),
  );
}
