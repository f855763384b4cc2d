import { driverMissing } from './backend-error';
import { connecting } from './connecting';
import type { BackendOpener } from './index';
import { createSqlBackend, type Row, type SqlClient, type SqlDialect } from './sql';
import { parseSqlUrl } from './sql-url';

const TIMEOUT_MS = 5000;

const DIALECT: SqlDialect = {
  kind: 'mysql',
  parameter: () => '?',
  quote: (name) => `\`${name.replaceAll('`', '``')}\``,
  timeText: (column) => `CAST(${column} AS CHAR)`,
  insertIgnored: (table, columns, values) => `INSERT IGNORE INTO ${table} (${columns}) VALUES (${values})`,
};

/** `db+mysql://`, with the name of any Python driver, and the package `mysql2` where that is installed. */
export const openMysqlBackend: BackendOpener = (text, conf) => {
  const parsed = parseSqlUrl(text);
  if (parsed?.kind !== 'mysql') return null;
  const { url, address } = parsed;
  const connection = connecting(
    { what: 'MySQL', address },
    () => open(url),
    ({ end }) => end(),
  );
  return { ok: true, backend: createSqlBackend(connection, DIALECT, conf, `db+mysql://${address}`) };
};

async function open(url: string): Promise<SqlClient & { end: () => Promise<void> }> {
  const driver = await import('mysql2/promise').catch((error: unknown) => {
    throw driverMissing('MySQL', 'mysql2', error);
  });
  const { hostname, port, username, password, pathname } = new URL(url);
  const pool = driver.createPool({
    host: hostname,
    port: port === '' ? 3306 : Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    connectionLimit: 2,
    connectTimeout: TIMEOUT_MS,
    multipleStatements: false,
  });
  return {
    async columns(table) {
      const [, fields] = await pool.query({ sql: `SELECT * FROM ${table} WHERE false`, timeout: TIMEOUT_MS });
      return fields.map(({ name }) => name);
    },
    async query(sql, values) {
      const [rows] = await pool.query({ sql, values: [...values], timeout: TIMEOUT_MS });
      // Of a write it tells a summary, of a question its rows.
      return Array.isArray(rows) ? (rows as Row[]) : [];
    },
    end: () => pool.end(),
  };
}
