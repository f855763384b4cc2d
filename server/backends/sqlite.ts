import path from 'node:path';
import { connecting } from './connecting';
import type { BackendOpener } from './index';
import { createSqlBackend, type SqlClient, type SqlDialect } from './sql';
import { parseSqlUrl } from './sql-url';

/** The file is read in the collector's own thread, so a lock is not waited for. */
const BUSY_MS = 200;

const DIALECT: SqlDialect = {
  kind: 'sqlite',
  parameter: () => '?',
  quote: (name) => `"${name.replaceAll('"', '""')}"`,
  timeText: (column) => column,
  insertIgnored: (table, columns, values) => `INSERT OR IGNORE INTO ${table} (${columns}) VALUES (${values})`,
};

/** `db+sqlite:////srv/results.db`: a file that this machine has too. It is opened for writing only to abort a task. */
export const openSqliteBackend: BackendOpener = (text, conf) => {
  const parsed = parseSqlUrl(text);
  if (parsed?.kind !== 'sqlite') return null;
  const file = parsed.url;
  if (file === '' || file === ':memory:')
    return { ok: false, reason: 'Results in a SQLite database in memory are seen by their worker alone.' };
  if (!path.isAbsolute(file))
    return {
      ok: false,
      reason: `The results’ SQLite file (${file}) lies beside the worker: name it from the root, --result-backend db+sqlite:////….`,
    };
  const connection = connecting(
    { what: 'SQLite', address: file },
    () => open(file),
    ({ end }) => end(),
  );
  return { ok: true, backend: createSqlBackend(connection, DIALECT, conf, `db+sqlite:///${file}`) };
};

async function open(file: string): Promise<SqlClient & { end: () => Promise<void> }> {
  const { default: Database } = await import('better-sqlite3');
  const reading = new Database(file, { readonly: true, fileMustExist: true, timeout: BUSY_MS });
  return {
    columns: (table) =>
      Promise.resolve(
        reading
          .prepare(`SELECT * FROM ${table} WHERE 0`)
          .columns()
          .map(({ name }) => name),
      ),
    query(sql, values) {
      if (/^SELECT /.test(sql))
        return Promise.resolve(reading.prepare(sql).all(...values) as Record<string, unknown>[]);
      const writing = new Database(file, { fileMustExist: true, timeout: BUSY_MS });
      try {
        writing.prepare(sql).run(...values);
      } finally {
        writing.close();
      }
      return Promise.resolve([]);
    },
    end: () => Promise.resolve(void reading.close()),
  };
}
