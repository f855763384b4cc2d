import { chmodSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { isDamage, toStoreError } from '../store/sqlite/sqlite-error';
import { MAX_LISTED, toRecord, type AccessStore } from './access-store';

const FILE_NAME = 'access.db';
const SCHEMA = `
  CREATE TABLE IF NOT EXISTS access (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    body TEXT NOT NULL,
    expires REAL,
    used REAL NOT NULL,
    PRIMARY KEY (kind, key)
  ) WITHOUT ROWID`;

/** A file of its own beside the history, which only the collector may write. Several processes of one machine share it. */
export function openSqliteAccessStore(dataDir: string): AccessStore {
  const file = join(dataDir, FILE_NAME);
  const db = told(dataDir, () => openOrReplace(file));
  const put = db.prepare('INSERT OR REPLACE INTO access VALUES (?, ?, ?, ?, ?)');
  const get = db.prepare('SELECT * FROM access WHERE kind = ? AND key = ?');
  const take = db.prepare('DELETE FROM access WHERE kind = ? AND key = ? RETURNING *');
  const touch = db.prepare('UPDATE access SET used = ? WHERE kind = ? AND key = ?');
  const remove = db.prepare('DELETE FROM access WHERE kind = ? AND key = ?');
  const list = db.prepare(`SELECT * FROM access WHERE kind = ? ORDER BY used DESC LIMIT ${MAX_LISTED}`);
  const count = db.prepare('SELECT count(*) FROM access WHERE kind = ?').pluck();
  const prune = db.prepare('DELETE FROM access WHERE expires <= ?');
  const run = <T>(work: () => T): Promise<T> => new Promise((resolve) => resolve(told(dataDir, work)));
  const found = (row: unknown) => (row === undefined ? null : toRecord(row));
  return {
    put: (kind, { key, body, expiresAt, usedAt }) =>
      run(() => void put.run(kind, key, JSON.stringify(body), expiresAt, usedAt)),
    get: (kind, key) => run(() => found(get.get(kind, key))),
    take: (kind, key) => run(() => found(take.get(kind, key))),
    touch: (kind, key, usedAt) => run(() => void touch.run(usedAt, kind, key)),
    delete: (kind, key) => run(() => remove.run(kind, key).changes > 0),
    list: (kind) => run(() => list.all(kind).map(toRecord)),
    count: (kind) => run(() => Number(count.get(kind))),
    prune: (now) => run(() => void prune.run(now)),
    close: () => run(() => void db.close()),
  };
}

// A damaged file would keep everybody out: without it people sign in again, and tokens are issued anew.
function openOrReplace(file: string): Database.Database {
  try {
    return openFile(file);
  } catch (error) {
    if (!isDamage(error)) throw error;
    renameSync(file, `${file}.damaged`);
    for (const beside of ['-wal', '-shm']) rmSync(`${file}${beside}`, { force: true });
    return openFile(file);
  }
}

function openFile(file: string): Database.Database {
  const db = new Database(file, { timeout: 2_000 });
  try {
    chmodSync(file, 0o600);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = NORMAL');
    db.exec(SCHEMA);
    db.prepare('SELECT * FROM access LIMIT 1').all();
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function told<T>(dataDir: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toStoreError(error, dataDir);
  }
}
