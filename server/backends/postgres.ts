import { connecting } from './connecting';
import type { BackendOpener } from './index';
import { createSqlBackend, type SqlClient, type SqlDialect } from './sql';
import { parseSqlUrl } from './sql-url';

const TIMEOUT_MS = 5000;

const DIALECT: SqlDialect = {
  kind: 'postgresql',
  parameter: (index) => `$${index}`,
  quote: (name) => `"${name.replaceAll('"', '""')}"`,
  timeText: (column) => `${column}::text`,
  insertIgnored: (table, columns, values) =>
    // Its sequence is SQLAlchemy's own, beside the column.
    `INSERT INTO ${table} (id, ${columns}) VALUES (nextval('task_id_sequence'), ${values}) ON CONFLICT (task_id) DO NOTHING`,
};

/** `db+postgresql://`, with the name of any Python driver. */
export const openPostgresBackend: BackendOpener = (text, conf) => {
  const parsed = parseSqlUrl(text);
  if (parsed?.kind !== 'postgresql') return null;
  const { url, address } = parsed;
  const connection = connecting(
    { what: 'PostgreSQL', address },
    () => open(url),
    ({ end }) => end(),
  );
  return { ok: true, backend: createSqlBackend(connection, DIALECT, conf, `db+postgresql://${address}`) };
};

async function open(url: string): Promise<SqlClient & { end: () => Promise<void> }> {
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({
    connectionString: url,
    max: 2,
    application_name: 'celeryscope-results',
    connectionTimeoutMillis: TIMEOUT_MS,
    statement_timeout: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
  });
  // A lost idle connection is replaced at the next question.
  pool.on('error', () => undefined);
  return {
    async columns(table) {
      const { fields } = await pool.query(`SELECT * FROM ${table} WHERE false`);
      return fields.map(({ name }) => name);
    },
    async query(sql, values) {
      const { rows } = await pool.query<Record<string, unknown>>(sql, [...values]);
      return rows;
    },
    end: () => pool.end(),
  };
}
