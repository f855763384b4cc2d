import type { KnownIdsListener } from './sql/id-filter';
import { createLoads } from './sqlite/loads';
import { openToRead, openToWrite } from './sqlite/open-database';
import { SqliteReader } from './sqlite/reader';
import { toStoreError } from './sqlite/sqlite-error';
import type { StoredId } from './sql/task-id';
import { noteDamage, SqliteWriter } from './sqlite/writer';
import type { StoreLoads } from './store';

// The collector writes only when something changed; this keeps a quiet cluster apart from one that nobody watched.
const BEAT_MS = 10_000;
const COUNT_BUDGET_MS = 40;

export interface OpenWriterOptions {
  readonly dataDir: string;
  /** Epoch seconds: names the copy of a damaged file. */
  readonly now: number;
  /** Epoch seconds by our clock, for the times during which we watched. */
  readonly clock?: () => number;
  readonly ids?: KnownIdsListener;
}

/**
 * Opens the store to write, alone, in this thread. `notices` are lines for the operator. Throws a StoreError:
 * `read_only`, `locked` by another Celeryscope, `newer_schema`, `full` or `io`. A damaged file is moved aside and a fresh
 * one started.
 */
export function openWriter(options: OpenWriterOptions): {
  readonly writer: SqliteWriter;
  readonly notices: readonly string[];
} {
  const opened = openToWrite(options.dataDir, options.now);
  try {
    const writer = new SqliteWriter(opened, {
      dataDir: options.dataDir,
      now: options.clock ?? systemClock,
      beatMs: BEAT_MS,
      ids: options.ids,
    });
    return { writer, notices: opened.notices };
  } catch (error) {
    opened.db.close();
    opened.lock.close();
    throw toStoreError(error, options.dataDir);
  }
}

export interface OpenLoadsOptions {
  readonly dataDir: string;
  readonly mayHave: (uid: StoredId) => boolean;
  readonly watchedUntil: number | null;
}

/** Opens what a collector reads back, on a connection of its own beside the writer, which must have opened the store. */
export function openLoads({ dataDir, ...known }: OpenLoadsOptions): {
  readonly loads: StoreLoads;
  readonly close: () => void;
} {
  const db = openToRead(dataDir);
  const loads = createLoads({ ...known, db, told: (error) => noteDamage(error, db, dataDir) });
  return { loads, close: () => void db.close() };
}

export { expectNoWriter } from './sqlite/open-database';

export interface OpenReaderOptions {
  readonly dataDir: string;
  readonly clock?: () => number;
  readonly countBudgetMs?: number;
}

/** Opens the store to read, beside its writer, which must have opened it first. */
export function openReader(options: OpenReaderOptions): SqliteReader {
  const { dataDir, clock = systemClock, countBudgetMs = COUNT_BUDGET_MS } = options;
  const db = openToRead(dataDir);
  try {
    return new SqliteReader(db, { dataDir, now: clock, countBudgetMs });
  } catch (error) {
    db.close();
    throw toStoreError(error, dataDir);
  }
}

function systemClock(): number {
  return Date.now() / 1000;
}
