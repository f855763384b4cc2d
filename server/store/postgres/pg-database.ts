import type { Pool, PoolClient, PoolConfig } from 'pg';
import { StoreError } from '../store';
import { shownUrl } from './database-url';
import { isTimeout, toStoreError } from './postgres-error';
import {
  beginText,
  numbered,
  withinSavepoint,
  type Database,
  type Result,
  type Session,
  type TransactionOptions,
} from './session';
import { toParameter } from './values';

/** Everything of ours stands in a schema of its own, so that the database may be shared. */
export const SCHEMA = 'celeryscope';
const CONNECT_MS = 5_000;
const IDLE_MS = 60_000;
/** What the driver says when no connection came free; it has no code. */
const POOL_TIMEOUT = 'timeout exceeded when trying to connect';
/** How long the database may be silent beyond a statement's own limit before the connection is given up. */
const SILENCE_MS = 5_000;

export interface PgDatabaseOptions {
  readonly url: string;
  readonly connections: number;
  readonly schema?: string | undefined;
}

/** Opens a pool of connections. The driver is loaded only now: who keeps the history in SQLite needs none of it. */
export async function openPgDatabase({ url, connections, schema = SCHEMA }: PgDatabaseOptions): Promise<Database> {
  const { default: pg } = await import('pg');
  // Numbers of ours stay far below what a double holds exactly.
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.INT8, Number);
  const config: PoolConfig = {
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: CONNECT_MS,
    idleTimeoutMillis: IDLE_MS,
    keepAlive: true,
    application_name: 'celeryscope',
    types,
  };
  return new PgDatabase(new pg.Pool(config), shownUrl(url), schema);
}

class PgDatabase implements Database {
  constructor(
    private readonly pool: Pool,
    private readonly where: string,
    schema: string,
  ) {
    // What an idle connection tells is told again by the next question.
    pool.on('error', () => undefined);
    pool.on('connect', (client) => {
      client.on('error', () => undefined);
      // Compiling a query takes longer than most of ours run.
      client.query(`SET search_path TO "${schema}"; SET jit = off; SET lock_timeout = '5s'`).catch(() => undefined);
    });
  }

  async transaction<T>(options: TransactionOptions, work: (session: Session) => Promise<T>): Promise<T> {
    const { signal } = options;
    if (isGone(signal)) throw gone();
    const client = await this.connect();
    const running = new Running(client, options);
    const stop = (): void => void running.stop(this.pool);
    signal?.addEventListener('abort', stop, { once: true });
    try {
      await running.run(beginText(options));
      const result = await work(running);
      await running.run('COMMIT');
      client.release();
      return result;
    } catch (error) {
      await this.undo(client, running);
      throw isGone(signal) ? gone() : toStoreError(error, this.where);
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  private async connect(): Promise<PoolClient> {
    try {
      return await this.pool.connect();
    } catch (error) {
      if (error instanceof Error && error.message === POOL_TIMEOUT)
        throw new StoreError('busy', 'All connections to the database are in use; try again.', { cause: error });
      throw toStoreError(error, this.where);
    }
  }

  // A connection that can't even undo is no good for the next one.
  private async undo(client: PoolClient, running: Running): Promise<void> {
    try {
      if (!running.isLost) await running.run('ROLLBACK');
      client.release(running.isLost);
    } catch {
      client.release(true);
    }
  }
}

class Running implements Session {
  isLost = false;

  constructor(
    private readonly client: PoolClient,
    private readonly options: TransactionOptions,
  ) {}

  async query<Row>(fragment: Parameters<Session['query']>[0]): Promise<Result<Row>> {
    const { rows, rowCount } = await this.watched(
      this.client.query<Row & Record<string, unknown>>(numbered(fragment), fragment.values.map(toParameter)),
    );
    return { rows, changed: rowCount ?? 0 };
  }

  within<T>(ms: number, work: () => Promise<T>): Promise<T | null> {
    return withinSavepoint((text) => this.run(text), ms, this.options.timeoutMs, work, isTimeout);
  }

  run(text: string): Promise<unknown> {
    return this.watched(this.client.query(text));
  }

  /** Stops the statement that runs; the transaction then fails by itself. */
  async stop(pool: Pool): Promise<void> {
    const { processID } = this.client as unknown as { readonly processID: number | null };
    if (processID === null) return;
    // Where that fails the statement's own limit ends it.
    await pool.query('SELECT pg_cancel_backend($1)', [processID]).catch(() => undefined);
  }

  // The limit of a statement is the database's to keep; a network that swallows everything keeps none.
  private async watched<T>(answer: Promise<T>): Promise<T> {
    const silence = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      this.isLost = true;
      silence.reject(new StoreError('io', 'The database does not answer any more.'));
    }, this.options.timeoutMs + SILENCE_MS);
    try {
      return await Promise.race([answer, silence.promise]);
    } catch (error) {
      answer.catch(() => undefined);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }
}

function gone(): StoreError {
  return new StoreError('gone', 'Nobody waits for this answer any more.');
}

function isGone(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}
