import type Database from 'better-sqlite3';
import { StoreError } from '../store';
import { MIGRATIONS } from './schema';

/** Brings the schema to our version; each step is one transaction. */
export function migrate(db: Database.Database, migrations: readonly string[] = MIGRATIONS): void {
  db.exec('CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, applied REAL NOT NULL) STRICT');
  const present = db.prepare('SELECT coalesce(max(version), 0) FROM schema_version').pluck().get() as number;
  if (present > migrations.length) {
    const message = `The database was written by a newer Celeryscope (schema ${present}, this one knows ${migrations.length}). Update Celeryscope, or choose another folder with --data-dir.`;
    throw new StoreError('newer_schema', message);
  }
  for (const [index, statements] of migrations.entries()) {
    if (index < present) continue;
    db.transaction(() => {
      db.exec(statements);
      db.prepare("INSERT INTO schema_version VALUES (?, unixepoch('subsec'))").run(index + 1);
    })();
  }
}
