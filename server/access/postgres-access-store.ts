import { openPgDatabase, SCHEMA } from '../store/postgres/pg-database';
import type { Database } from '../store/postgres/session';
import { raw, sql, type Fragment } from '../store/sql/fragment';
import { MAX_LISTED, toRecord, type AccessStore } from './access-store';

const CONNECTIONS = 2;
const QUESTION_MS = 5_000;
const TABLE = `
  CREATE TABLE IF NOT EXISTS access (
    kind text NOT NULL,
    key text NOT NULL,
    body text NOT NULL,
    expires float8,
    used float8 NOT NULL,
    PRIMARY KEY (kind, key)
  )`;
/** Any number: two processes that begin at once would else both make the table. */
const TABLE_LOCK = 0x43656c41;

/** A table beside the history, for web processes on several machines. It connects when it is first asked. */
export function openPostgresAccessStore(url: string, schema = SCHEMA): AccessStore {
  let opening: Promise<Database> | null = null;
  const opened = (): Promise<Database> => {
    opening ??= prepare(url, schema).catch((error: unknown) => {
      opening = null;
      throw error;
    });
    return opening;
  };
  const ask = async (query: Fragment) => {
    const database = await opened();
    return database.transaction({ mode: 'write', timeoutMs: QUESTION_MS }, (session) => session.query(query));
  };
  const first = async (query: Fragment) => {
    const [row] = (await ask(query)).rows;
    return row === undefined ? null : toRecord(row);
  };
  return {
    put: async (kind, { key, body, expiresAt, usedAt }) => {
      const text = JSON.stringify(body);
      await ask(
        sql`INSERT INTO access VALUES (${kind}, ${key}, ${text}, ${expiresAt}, ${usedAt}) ON CONFLICT (kind, key)
            DO UPDATE SET body = excluded.body, expires = excluded.expires, used = excluded.used`,
      );
    },
    get: (kind, key) => first(sql`SELECT * FROM access WHERE kind = ${kind} AND key = ${key}`),
    take: (kind, key) => first(sql`DELETE FROM access WHERE kind = ${kind} AND key = ${key} RETURNING *`),
    touch: async (kind, key, usedAt) => {
      await ask(sql`UPDATE access SET used = ${usedAt} WHERE kind = ${kind} AND key = ${key}`);
    },
    delete: async (kind, key) => (await ask(sql`DELETE FROM access WHERE kind = ${kind} AND key = ${key}`)).changed > 0,
    list: async (kind) =>
      (await ask(sql`SELECT * FROM access WHERE kind = ${kind} ORDER BY used DESC LIMIT ${MAX_LISTED}`)).rows.map(
        toRecord,
      ),
    count: async (kind) =>
      Number((await ask(sql`SELECT count(*) AS count FROM access WHERE kind = ${kind}`)).rows[0]?.['count']),
    prune: async (now) => {
      await ask(sql`DELETE FROM access WHERE expires <= ${now}`);
    },
    close: async () => (await opening?.catch(() => null))?.close(),
  };
}

async function prepare(url: string, schema: string): Promise<Database> {
  const database = await openPgDatabase({ url, connections: CONNECTIONS, schema });
  try {
    await database.transaction({ mode: 'write', timeoutMs: QUESTION_MS }, async (session) => {
      await session.query(sql`SELECT pg_advisory_xact_lock(${TABLE_LOCK}::int8)`);
      await session.query(raw(`CREATE SCHEMA IF NOT EXISTS "${schema}"`));
      await session.query(raw(TABLE));
    });
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
