import Database from 'better-sqlite3';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statfsSync,
} from 'node:fs';
import { join } from 'node:path';
import { StoreError } from '../store';
import { migrate } from './migrate';
import { diskFull, isDamage, toStoreError } from './sqlite-error';
import { sweepDictionary } from './sweep-dictionary';

export const FILE_NAME = 'celeryscope.db';
const LEAST_ROOM_BYTES = 64 * 1024;

export interface OpenedDatabase {
  readonly db: Database.Database;
  /** Held as long as this Celeryscope writes; a killed process frees it. */
  readonly lock: Database.Database;
  /** What the operator should know: a damaged file was moved aside. */
  readonly notices: readonly string[];
}

/** Opens the database to write, alone: makes what is missing, brings the schema up, moves a damaged file aside. */
export function openToWrite(dataDir: string, now: number): OpenedDatabase {
  ensureFolder(dataDir);
  const lock = takeLock(dataDir);
  try {
    const file = join(dataDir, FILE_NAME);
    const { db, notices } = openOrReplace(file, now);
    return { db, lock, notices };
  } catch (error) {
    lock.close();
    throw hasNoRoom(dataDir) ? diskFull(dataDir, error) : toStoreError(error, dataDir);
  }
}

// Without room for what stands beside it, SQLite can't even open a database, and says so in many ways.
function hasNoRoom(dataDir: string): boolean {
  const { bavail, bsize } = statfsSync(dataDir);
  return bavail * bsize < LEAST_ROOM_BYTES;
}

/** Throws a StoreError where another Celeryscope writes already, so that a second one can say so before anything else. */
export function expectNoWriter(dataDir: string): void {
  ensureFolder(dataDir);
  takeLock(dataDir).close();
}

/** Opens the database to read. The writer must have made it. */
export function openToRead(dataDir: string): Database.Database {
  try {
    const db = new Database(join(dataDir, FILE_NAME), { readonly: true, fileMustExist: true, timeout: 2_000 });
    // A larger one makes going through whole tables slower, and each thread that reads has one.
    db.pragma('cache_size = -8192');
    return db;
  } catch (error) {
    throw toStoreError(error, dataDir);
  }
}

function openOrReplace(
  file: string,
  now: number,
): { readonly db: Database.Database; readonly notices: readonly string[] } {
  try {
    return { db: openChecked(file), notices: [] };
  } catch (error) {
    if (!isDamage(error)) throw error;
    const aside = moveAside(file, now);
    const cause = error instanceof Error ? error.message : 'damaged';
    return {
      db: openChecked(file),
      notices: [`The database was damaged (${cause}). It was moved to ${aside}; a fresh one was started.`],
    };
  }
}

/** Task arguments are in it: for its owner’s eyes, also in a folder that others may read. What SQLite makes beside it is alike. */
function makeForOwner(file: string): void {
  try {
    closeSync(openSync(file, 'a', 0o600));
  } catch {
    // SQLite will meet the same, and its error is the one that is told.
  }
}

function openChecked(file: string): Database.Database {
  if (!existsSync(file)) makeForOwner(file);
  const db = new Database(file, { timeout: 2_000 });
  try {
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.pragma('cache_size = -65536');
    db.pragma('wal_autocheckpoint = 4000');
    db.pragma('journal_size_limit = 67108864');
    checkSuspect(db, file);
    migrate(db);
    touchEnds(db);
    sweepDictionary(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

// Damage that showed while we ran was noted beside the file; only then is it worth the seconds that a whole check takes.
function checkSuspect(db: Database.Database, file: string): void {
  const note = suspectNote(file);
  if (!existsSync(note)) return;
  const verdict = db.pragma('quick_check(1)', { simple: true });
  rmSync(note);
  if (verdict !== 'ok')
    throw new StoreError('damaged', typeof verdict === 'string' ? verdict : 'the check found errors');
}

/** Stands beside a database in which damage was found, so that the next start looks closely. */
export function suspectNote(file: string): string {
  return `${file}.suspect`;
}

// A whole check would take seconds on a large file. Both ends of the tables show most of what a broken disk, a cut
// file or a foreign write leaves; what is deeper shows when it is read.
function touchEnds(db: Database.Database): void {
  for (const table of ['task', 'payload', 'dict', 'finding', 'action']) {
    db.prepare(`SELECT * FROM ${table} ORDER BY rowid LIMIT 1`).all();
    db.prepare(`SELECT * FROM ${table} ORDER BY rowid DESC LIMIT 1`).all();
  }
  db.prepare('SELECT id FROM task ORDER BY updated DESC LIMIT 1').all();
}

function moveAside(file: string, now: number): string {
  const stamp = new Date(now * 1000).toISOString().replace(/[:.]/g, '-');
  const aside = `${file}.damaged-${stamp}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  }
  return aside;
}

function ensureFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true });
    accessSync(dataDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StoreError('read_only', `The data folder ${dataDir} can't be written. Choose another with --data-dir.`, {
      cause: error,
    });
  }
}

// A lock of the operating system on a file of its own: it ends with the process, however that ends, and it leaves the
// database itself open to readers, which SQLite's own exclusive mode does not.
function takeLock(dataDir: string): Database.Database {
  const lock = new Database(join(dataDir, 'celeryscope.lock'), { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock.close();
    const { code } = toStoreError(error, dataDir);
    if (code !== 'locked') throw toStoreError(error, dataDir);
    throw new StoreError(
      'locked',
      `Another Celeryscope writes to ${dataDir}. Stop it, or choose another folder with --data-dir.`,
      { cause: error },
    );
  }
}
