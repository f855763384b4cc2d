import type { LeaseKeeper } from './lease';
import { openPostgresLease } from './postgres/lease';
import { expectOurSchema } from './postgres/migrate';
import { openPgDatabase, SCHEMA } from './postgres/pg-database';
import { postgresReader } from './postgres/store-reader';
import type { StoreReader } from './store';

/** How long a page may wait for its count. */
const COUNT_MS = 300;
const CONNECTIONS = 8;
const OPEN_MS = 10_000;

/** Opens what decides who may write. Rejects with a StoreError. */
export async function openPostgresKeeper(url: string, holder: string, schema = SCHEMA): Promise<LeaseKeeper> {
  const database = await openPgDatabase({ url, connections: 1, schema });
  try {
    return await openPostgresLease({ database, schema, holder });
  } catch (error) {
    await database.close();
    throw error;
  }
}

export { openThreadedPostgresWriter as openPostgresWriter } from './postgres/threaded-writer';

export interface OpenPostgresReaderOptions {
  readonly url: string;
  readonly clock?: () => number;
  readonly schema?: string;
  readonly countMs?: number;
}

/** Opens the store to read, beside its writer, which must have prepared it. Rejects with a StoreError. */
export async function openPostgresReader(options: OpenPostgresReaderOptions): Promise<{
  readonly reader: StoreReader;
  readonly close: () => Promise<void>;
}> {
  const { url, clock = systemClock, schema = SCHEMA, countMs = COUNT_MS } = options;
  const database = await openPgDatabase({ url, connections: CONNECTIONS, schema });
  try {
    await database.transaction({ mode: 'read', timeoutMs: OPEN_MS }, (session) => expectOurSchema(session, schema));
  } catch (error) {
    await database.close();
    throw error;
  }
  return { reader: postgresReader({ database, now: clock, countMs }), close: () => database.close() };
}

function systemClock(): number {
  return Date.now() / 1000;
}
