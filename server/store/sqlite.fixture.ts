import type { JobsAtOnce } from './sqlite/job-keeper';
import type { PruneLimits, StoreBatch, StoreLoads, StoreWriter } from './store';
import { openLoads, openWriter, type OpenWriterOptions } from './sqlite';
import { IdFilter } from './sql/id-filter';
import { toCellBatch } from './sql/task-cells';
import type { StoredId } from './sql/task-id';
import type { SqliteWriter } from './sqlite/writer';

/** The store's two sides that write and load, in one thread and at once. */
export interface SyncWriter extends StoreLoads {
  readonly jobs: JobsAtOnce;
  write(batch: StoreBatch): void;
  prune(limits: PruneLimits): boolean;
  close(): void;
}

export interface SyncWriterOptions extends OpenWriterOptions {
  /** Without it, the store's own clock. */
  readonly settledAt?: () => number;
}

/** As the collector opens it, without the thread that writes. */
export function openSyncWriter({ settledAt, ...options }: SyncWriterOptions): {
  readonly writer: SyncWriter;
  readonly notices: readonly string[];
} {
  const ids = new IdFilter();
  let isWhole = false;
  const { writer, notices } = openWriter({
    ...options,
    ids: {
      added: (number, part) => ids.follow(number, part),
      removed: (number) => ids.remove(number),
      whole: () => void (isWhole = true),
    },
  });
  const loaded = {
    dataDir: options.dataDir,
    settledAt: settledAt ?? options.clock ?? (() => Date.now() / 1000),
    mayHave: (uid: StoredId) => !isWhole || ids.has(uid),
  };
  return { writer: withLoads(writer, loaded), notices };
}

export interface WithLoadsOptions {
  readonly dataDir: string;
  readonly settledAt: () => number;
  readonly mayHave?: (uid: StoredId) => boolean;
}

export function withLoads(
  writer: SqliteWriter,
  { dataDir, settledAt, mayHave = () => true }: WithLoadsOptions,
): SyncWriter {
  const { loads, close } = openLoads({ dataDir, mayHave, watchedUntil: writer.watchedUntil });
  return {
    ...loads,
    write: (batch) => writer.write(toCellBatch(batch), settledAt()),
    prune: (limits) => writer.prune(limits),
    jobs: writer.jobs,
    close() {
      close();
      writer.close();
    },
  };
}

/** The same as promises, as the collector knows it. */
export function toStoreWriter(writer: SyncWriter): StoreWriter {
  const settled = <T>(work: () => T): Promise<T> => new Promise((resolve) => resolve(work()));
  return {
    ...writer,
    write: (batch) => settled(() => writer.write(batch)),
    prune: (limits) => settled(() => writer.prune(limits)),
    jobs: {
      write: (change) => settled(() => writer.jobs.write(change)),
      live: () => settled(() => writer.jobs.live()),
      targets: (...asked) => settled(() => writer.jobs.targets(...asked)),
      tasks: (uuids) => settled(() => writer.jobs.tasks(uuids)),
    },
    waitForWrite: () => undefined,
    close: () => settled(() => writer.close()),
  };
}
