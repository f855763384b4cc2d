import Database from 'better-sqlite3';
import { StoreError } from '../store';

export function isDamage(error: unknown): boolean {
  if (error instanceof StoreError) return error.code === 'damaged';
  return error instanceof Database.SqliteError && /^SQLITE_(?:CORRUPT|NOTADB)/.test(error.code);
}

/** A value that no column takes, or that JavaScript could not even hand over: the fault of a row, not of the file. */
export function isBadRow(error: unknown): error is Error {
  if (error instanceof Database.SqliteError) return /^SQLITE_(?:CONSTRAINT|MISMATCH|TOOBIG|RANGE)/.test(error.code);
  return error instanceof TypeError || error instanceof RangeError;
}

export function diskFull(dataDir: string, cause: unknown): StoreError {
  return new StoreError('full', `The disk with ${dataDir} is full.`, { cause });
}

/** Says in the store's words what SQLite reported; what is not SQLite's stays as it is inside an `io` error. */
export function toStoreError(error: unknown, dataDir: string): StoreError {
  if (error instanceof StoreError) return error;
  if (!(error instanceof Database.SqliteError)) {
    return new StoreError(
      'io',
      `The database in ${dataDir} can't be used: ${error instanceof Error ? error.message : 'unknown error'}`,
      { cause: error },
    );
  }
  const { code } = error;
  if (isDamage(error))
    return new StoreError('damaged', `The database in ${dataDir} is damaged: ${error.message}`, { cause: error });
  if (code.startsWith('SQLITE_FULL')) return diskFull(dataDir, error);
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN') || code.startsWith('SQLITE_PERM')) {
    return new StoreError('read_only', `The database in ${dataDir} can't be written (${error.message}).`, {
      cause: error,
    });
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new StoreError('locked', `The database in ${dataDir} is in use by another program.`, { cause: error });
  }
  return new StoreError('io', `The database in ${dataDir} failed: ${error.message} (${code})`, { cause: error });
}
