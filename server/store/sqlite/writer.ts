import type Database from 'better-sqlite3';
import { closeSync, openSync } from 'node:fs';
import { StoreError, type PruneLimits } from '../store';
import { DictionaryWriter } from './dictionary-writer';
import { JobKeeper, type JobsAtOnce } from './job-keeper';
import { KnownIds } from './known-ids';
import { LogWriter } from './log-writer';
import { suspectNote, type OpenedDatabase } from './open-database';
import { Pruner } from './pruner';
import { SeriesFolder } from './series-folder';
import { SeriesWriter } from './series-writer';
import { isBadRow, isDamage, toStoreError } from './sqlite-error';
import type { KnownIdsListener } from '../sql/id-filter';
import { CELLS_A_TASK, type CellBatch } from '../sql/task-cells';
import { TaskWriter } from './task-writer';
import { WatchWriter } from './watch-writer';

/** Four times a second: a million stored ids are known after a minute. */
const IDS_A_STEP = 5_000;

export interface WriterOptions {
  readonly dataDir: string;
  /** Epoch seconds by our clock. */
  readonly now: () => number;
  /** How often it notes that it lives, though nothing changed. */
  readonly beatMs: number;
  /** Follows which ids are stored. */
  readonly ids?: KnownIdsListener | undefined;
}

/** Writes, in the thread that calls it. */
export class SqliteWriter {
  private readonly db: Database.Database;
  private readonly lock: Database.Database;
  private readonly dictionary: DictionaryWriter;
  private readonly ids: KnownIds;
  private readonly tasks: TaskWriter;
  private readonly series: SeriesWriter;
  private readonly log: LogWriter;
  private readonly pruner: Pruner;
  private readonly folder: SeriesFolder;
  private readonly watch: WatchWriter;
  private readonly jobKeeper: JobKeeper;
  private readonly beat: NodeJS.Timeout;

  constructor(
    opened: OpenedDatabase,
    private readonly options: WriterOptions,
  ) {
    this.db = opened.db;
    this.lock = opened.lock;
    this.dictionary = new DictionaryWriter(this.db);
    this.ids = new KnownIds(this.db, options.ids);
    this.tasks = new TaskWriter(this.db, this.dictionary, this.ids);
    this.series = new SeriesWriter(this.db, this.dictionary);
    this.log = new LogWriter(this.db, this.dictionary);
    this.log.closeLeftGaps();
    this.jobKeeper = new JobKeeper(this.db);
    this.pruner = new Pruner(this.db, this.dictionary, this.jobKeeper);
    this.folder = new SeriesFolder(this.db);
    this.watch = new WatchWriter(this.db, options.now());
    this.beat = setInterval(() => this.mark(), options.beatMs).unref();
    this.mark();
  }

  /**
   * All of it or nothing. `settledAt` is the time, epoch seconds, by which minutes of the series are old enough to be put
   * together: not this thread's clock, which may have been set while minutes of before are still to come.
   */
  write(batch: CellBatch, settledAt: number): void {
    this.inTransaction(() => {
      for (let at = 0; at < batch.tasks.length; at += CELLS_A_TASK) this.tasks.write(batch.tasks, at);
      for (const { uuid, entry } of batch.timeline) {
        const row = this.tasks.rowOf(uuid);
        if (row !== null) this.log.writeEntry(row, entry);
      }
      for (const minute of batch.series) this.series.writeMinute(minute);
      for (const sample of batch.depth) this.series.writeDepth(sample);
      for (const finding of batch.findings) this.log.writeFinding(finding);
      for (const action of batch.actions) this.log.writeAction(action);
      for (const gap of batch.gaps) this.log.writeGap(gap);
      for (const change of batch.wishes) this.log.writeWish(change);
      this.tick();
      this.folder.step(settledAt);
    });
  }

  /** Bulk jobs. */
  get jobs(): JobsAtOnce {
    const { jobKeeper } = this;
    const read = <Result>(work: () => Result): Result => {
      try {
        return work();
      } catch (error) {
        throw this.told(error);
      }
    };
    return {
      write: (change) => this.inTransaction(() => jobKeeper.write(change)),
      live: () => read(() => jobKeeper.live()),
      targets: (job, after, limit) => read(() => jobKeeper.targets(job, after, limit)),
      tasks: (uuids) => read(() => jobKeeper.tasks(uuids)),
    };
  }

  /** Until when an earlier run watched. */
  get watchedUntil(): number | null {
    return this.watch.until;
  }

  prune(limits: PruneLimits): boolean {
    const hasMore = this.inTransaction(() => this.pruner.prune(limits));
    if (!hasMore) this.ids.forgetRemoved();
    return hasMore;
  }

  close(): void {
    clearInterval(this.beat);
    if (this.db.open) this.mark(true);
    this.db.close();
    this.lock.close();
  }

  // What goes on as time passes, part of each transaction.
  private tick(isLast = false): void {
    this.watch.mark(this.options.now(), isLast);
    this.ids.learn(IDS_A_STEP);
  }

  // A store that can't be written is told by `write`; here it only leaves the time unmarked, which is the truth.
  private mark(isLast = false): void {
    try {
      this.inTransaction(() => this.tick(isLast));
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
    }
  }

  // All or nothing: a batch that failed changed nothing and can be written again.
  private inTransaction<Result>(work: () => Result): Result {
    try {
      return this.db.transaction(() => {
        const result = work();
        this.dictionary.flush();
        return result;
      })();
    } catch (error) {
      this.dictionary.forget();
      this.watch.forget();
      throw isBadRow(error) ? new StoreError('bad_row', error.message, { cause: error }) : this.told(error);
    }
  }

  private told(error: unknown): StoreError {
    return noteDamage(error, this.db, this.options.dataDir);
  }
}

/** What SQLite reported, in the store's words; the next start looks closely where it was damage. */
export function noteDamage(error: unknown, db: Database.Database, dataDir: string): StoreError {
  if (isDamage(error)) closeSync(openSync(suspectNote(db.name), 'a'));
  return toStoreError(error, dataDir);
}
