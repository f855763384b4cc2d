import { raw, sql } from '../sql/fragment';
import { StoreError } from '../store';
import { MIGRATIONS } from './schema';
import type { Database, Session } from './session';

/** Any number; who migrates holds the lock of that number, so that the next waits and then finds all done. */
const MIGRATION_LOCK = 0x43656c53;
const MIGRATE_MS = 600_000;

/** Brings the schema to our version, in one transaction. */
export async function migrate(
  database: Database,
  schema: string,
  migrations: readonly string[] = MIGRATIONS,
): Promise<void> {
  await database.transaction({ mode: 'write', timeoutMs: MIGRATE_MS }, async (session) => {
    await session.query(raw(`SET LOCAL lock_timeout = 0`));
    await session.query(sql`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK}::int8)`);
    if (!(await hasSchema(session, schema))) await session.query(raw(`CREATE SCHEMA "${schema}"`));
    await session.query(
      raw('CREATE TABLE IF NOT EXISTS schema_version (version int4 PRIMARY KEY, applied timestamptz NOT NULL)'),
    );
    const present = await versionOf(session);
    if (present > migrations.length) throw newer(present, migrations.length);
    for (const [index, statements] of migrations.entries()) {
      if (index < present) continue;
      for (const statement of statements.split(/;\s*\n/)) {
        if (statement.trim() !== '') await session.query(raw(statement));
      }
      await session.query(sql`INSERT INTO schema_version VALUES (${index + 1}::int4, now())`);
    }
  });
}

/** Refuses a store that a newer Celeryscope wrote, or none has written yet. */
export async function expectOurSchema(session: Session, schema: string): Promise<void> {
  const known = await session.query<{ found: boolean }>(
    sql`SELECT to_regclass(${`"${schema}".schema_version`}) IS NOT NULL AS found`,
  );
  const present = known.rows[0]?.found === true ? await versionOf(session) : 0;
  if (present > MIGRATIONS.length) throw newer(present, MIGRATIONS.length);
  if (present < MIGRATIONS.length)
    throw new StoreError('io', 'The database was not prepared yet: the collector does that when it starts.');
}

// Who may not create schemas may be given an empty one.
async function hasSchema(session: Session, schema: string): Promise<boolean> {
  const found = await session.query(sql`SELECT 1 FROM pg_namespace WHERE nspname = ${schema}`);
  return found.rows.length > 0;
}

async function versionOf(session: Session): Promise<number> {
  const found = await session.query<{ version: number }>(
    raw('SELECT coalesce(max(version), 0) AS version FROM schema_version'),
  );
  return found.rows[0]?.version ?? 0;
}

function newer(present: number, ours: number): StoreError {
  return new StoreError(
    'newer_schema',
    `The database was written by a newer Celeryscope (schema ${present}, this one knows ${ours}). Update Celeryscope, or choose another database with --store.`,
  );
}
