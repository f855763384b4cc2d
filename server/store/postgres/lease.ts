import { setTimeout as sleep } from 'node:timers/promises';
import { isAborted } from '../../or-aborted';
import { raw, sql } from '../sql/fragment';
import { StoreError } from '../store';
import type { Lease, LeaseKeeper, LeaseRequest } from '../lease';
import type { Database, Session } from './session';

/** Who dies is followed after this and the next look: renewed four times as often, it outlives a stall of seconds. */
const LEASE_SECONDS = 4;
const RENEW_MS = 1_000;
const LOOK_MS = 500;
const STATEMENT_MS = 3_000;
/** A writer that was stopped within a transaction loses it, and with it what keeps the lease from the next one. */
const IDLE_WITHIN_TRANSACTION_MS = 3_000;
/** Any number but that of the migrations: they may take minutes, and who stands by should not wait for them. */
const PREPARE_LOCK = 0x43656c4c;

export interface PostgresLeaseOptions {
  readonly database: Database;
  readonly schema: string;
  /** How others call us: host and process. */
  readonly holder: string;
}

/** A row with a token and a time, which is the database's: clocks of several machines need not agree. */
export async function openPostgresLease(options: PostgresLeaseOptions): Promise<LeaseKeeper> {
  const { database, schema, holder } = options;
  await database.transaction(WRITE, (session) => prepare(session, schema));

  const take = async ({ signal, waiting, trouble }: LeaseRequest): Promise<Lease | null> => {
    let toldHolder: string | null = null;
    let isTroubled = false;
    while (!isAborted(signal)) {
      try {
        const taken = await database.transaction(WRITE, (session) => tryTake(session, holder));
        if (isTroubled) trouble(null);
        isTroubled = false;
        if (taken.token !== null) return hold(database, taken.token);
        if (taken.holder !== toldHolder) waiting(taken.holder);
        toldHolder = taken.holder;
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        // Who waits for the other's lock to go waits in vain now and then.
        if (!isTroubled && error.code !== 'locked') trouble(error.message);
        isTroubled ||= error.code !== 'locked';
      }
      await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
    return null;
  };
  return { take, close: () => database.close() };
}

/**
 * The first statement of each transaction that writes: rejects with `fenced` when another has taken over. As long as the
 * transaction lasts nobody can, so what it writes is written by the holder, whenever it was sent.
 */
export async function expectLease(session: Session, token: number): Promise<void> {
  const { rows } = await session.query(sql`
    SELECT set_config('idle_in_transaction_session_timeout', ${String(IDLE_WITHIN_TRANSACTION_MS)}, true),
      set_config('application_name', ${writerName(token)}, true)
    FROM lease WHERE token = ${token}::int8 FOR KEY SHARE`);
  if (rows.length === 0)
    throw new StoreError('fenced', 'Another collector writes to the database by now: nothing was stored.');
}

const WRITE = { mode: 'write', timeoutMs: STATEMENT_MS } as const;

// Before any migration: only who has the lease may migrate.
async function prepare(session: Session, schema: string): Promise<void> {
  await session.query(sql`SELECT pg_advisory_xact_lock(${PREPARE_LOCK}::int8)`);
  const present = await session.query(sql`SELECT 1 FROM pg_namespace WHERE nspname = ${schema}`);
  if (present.rows.length === 0) await session.query(raw(`CREATE SCHEMA "${schema}"`));
  await session.query(
    raw(`CREATE TABLE IF NOT EXISTS "${schema}".lease (
      one int4 PRIMARY KEY CHECK (one = 1), token int8 NOT NULL, holder text NOT NULL, expires timestamptz NOT NULL
    )`),
  );
  await session.query(raw(`INSERT INTO "${schema}".lease VALUES (1, 0, '', '-infinity') ON CONFLICT (one) DO NOTHING`));
}

type Taken = { readonly token: number } | { readonly token: null; readonly holder: string };

async function tryTake(session: Session, holder: string): Promise<Taken> {
  const seen = await session.query<{ token: number; holder: string; free: boolean }>(
    sql`SELECT token, holder, expires < clock_timestamp() AS free FROM lease`,
  );
  const row = seen.rows[0];
  if (row === undefined) throw new StoreError('io', 'The database has lost the row of the lease.');
  if (!row.free) return { token: null, holder: row.holder };
  // What the last holder has under way would keep us waiting, and may be stuck.
  await session.query(
    sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE application_name = ${writerName(row.token)} AND datname = current_database() AND usename = current_user`,
  );
  // Keys are locked by each transaction of the holder: this waits for them, and they fail after it.
  await session.query(sql`SELECT 1 FROM lease FOR UPDATE`);
  const taken = await session.query<{ token: number }>(sql`
    UPDATE lease SET token = token + 1, holder = ${holder}, expires = ${untilRunOut()}
    WHERE expires < clock_timestamp() RETURNING token`);
  const token = taken.rows[0]?.token;
  return token === undefined ? { token: null, holder: row.holder } : { token };
}

function hold(database: Database, token: number): Lease {
  const { promise: lost, resolve } = Promise.withResolvers<string>();
  let isRenewing = false;
  const renew = async (session: Session): Promise<void> => {
    // No key changes, so the transactions of our own writer need not end first.
    const { changed } = await session.query(
      sql`UPDATE lease SET expires = ${untilRunOut()} WHERE token = ${token}::int8`,
    );
    if (changed > 0) return;
    clearInterval(timer);
    const { rows } = await session.query<{ holder: string }>(sql`SELECT holder FROM lease`);
    resolve(rows[0]?.holder ?? '');
  };
  const timer = setInterval(() => {
    if (isRenewing) return;
    isRenewing = true;
    database
      .transaction(WRITE, renew)
      // A database that is away is told by whoever writes; nobody else can take the lease there meanwhile.
      .catch((error: unknown) => {
        if (!(error instanceof StoreError)) throw error;
      })
      .finally(() => (isRenewing = false));
  }, RENEW_MS);
  return {
    token,
    lost,
    async release() {
      clearInterval(timer);
      await database.transaction(WRITE, (session) =>
        session.query(sql`UPDATE lease SET expires = '-infinity' WHERE token = ${token}::int8`),
      );
    },
  };
}

function untilRunOut() {
  return raw(`clock_timestamp() + interval '${LEASE_SECONDS} seconds'`);
}

function writerName(token: number): string {
  return `celeryscope writer ${token}`;
}
