import { migrate } from './migrate';
import { openPgDatabase, SCHEMA } from './pg-database';
import type { Database } from './session';

/** One that writes, one that loads, one that learns the ids and one to spare. */
const CONNECTIONS = 4;

/** Opens the database to write, with the schema of this version. Rejects with a StoreError. */
export async function openPrepared(url: string, schema = SCHEMA): Promise<Database> {
  const database = await openPgDatabase({ url, connections: CONNECTIONS, schema });
  try {
    await migrate(database, schema);
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}
