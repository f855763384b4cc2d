import Database from 'better-sqlite3';
import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { StoreError } from '../store';
import { FILE_NAME } from './open-database';
import { toStoreError } from './sqlite-error';

const PAGES_A_STEP = 2000;

export interface BackUpOptions {
  readonly dataDir: string;
  readonly file: string;
  readonly signal: AbortSignal;
}

/**
 * Copies the database of a data folder, of a Celeryscope that runs or one that is stopped, as it is at this moment. The
 * file appears whole or not at all, and none is overwritten. Gives its size; throws a StoreError.
 */
export async function backUp({ dataDir, file, signal }: BackUpOptions): Promise<{ readonly bytes: number }> {
  const target = resolve(file);
  if (existsSync(target)) throw overwrites(file);
  const source = openSource(dataDir);
  const partial = `${target}.partial-${process.pid}`;
  try {
    claim(partial, file);
    try {
      await copy(source, partial, signal);
      closeSync(synced(partial));
      publish(partial, target, file);
      return { bytes: statSync(target).size };
    } finally {
      for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(partial + suffix, { force: true });
    }
  } finally {
    source.close();
  }
}

function openSource(dataDir: string): Database.Database {
  const file = join(dataDir, FILE_NAME);
  if (!existsSync(file))
    throw new StoreError('io', `There is no ${FILE_NAME} in ${dataDir}. Name the folder with --data-dir.`);
  try {
    const db = new Database(file, { fileMustExist: true, timeout: 5_000 });
    // One state of the whole file, however long the copy takes and whoever writes meanwhile.
    db.exec('BEGIN');
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    return db;
  } catch (error) {
    throw toStoreError(error, dataDir);
  }
}

// Task arguments are in it: for its owner's eyes.
function claim(partial: string, file: string): void {
  try {
    closeSync(openSync(partial, 'wx', 0o600));
  } catch (error) {
    throw new StoreError('read_only', `${file} can't be written (${codeOf(error)}).`, { cause: error });
  }
}

async function copy(source: Database.Database, partial: string, signal: AbortSignal): Promise<void> {
  try {
    await source.backup(partial, {
      progress() {
        signal.throwIfAborted();
        return PAGES_A_STEP;
      },
    });
  } catch (error) {
    if (signal.aborted) throw new StoreError('gone', 'The backup was stopped; nothing was written.');
    throw toStoreError(error, dirname(partial));
  }
}

function synced(partial: string): number {
  const handle = openSync(partial, 'r+');
  fsyncSync(handle);
  return handle;
}

/** A link, since that fails where a file has appeared meanwhile; a rename would replace it. */
function publish(partial: string, target: string, file: string): void {
  try {
    linkSync(partial, target);
  } catch (error) {
    if (codeOf(error) === 'EEXIST' || existsSync(target)) throw overwrites(file);
    // A file system without links.
    if (/^(EPERM|ENOTSUP|EOPNOTSUPP|ENOSYS)$/.test(codeOf(error))) renameSync(partial, target);
    else throw new StoreError('io', `${file} can't be made (${codeOf(error)}).`, { cause: error });
  }
}

function overwrites(file: string): StoreError {
  return new StoreError('io', `${file} exists already; a backup overwrites nothing. Choose another name.`);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
