import type Database from 'better-sqlite3';
import type { Fragment } from '../sql/fragment';

const KEPT = 200;

/** A query with its values, ready to run. */
export interface BoundQuery<Row> {
  all(): readonly Row[];
  get(): Row | undefined;
  /** Rows as arrays in the order of the columns, for many rows. */
  arrays(): readonly Row[];
}

/** Prepared statements by their text; the ones used longest ago are let go. */
export class StatementCache {
  private readonly statements = new Map<string, Database.Statement>();

  constructor(private readonly db: Database.Database) {}

  // The caller knows the columns that its text selects.
  query<Row>({ text, values }: Fragment): BoundQuery<Row> {
    const statement = this.prepared(text);
    return {
      all: () => statement.raw(false).all(...values) as readonly Row[],
      get: () => statement.raw(false).get(...values) as Row | undefined,
      arrays: () => statement.raw(true).all(...values) as readonly Row[],
    };
  }

  private prepared(text: string): Database.Statement {
    const statement = this.statements.get(text) ?? this.prepare(text);
    this.statements.delete(text);
    this.statements.set(text, statement);
    const oldest = this.statements.keys().next().value;
    if (this.statements.size > KEPT && oldest !== undefined) this.statements.delete(oldest);
    return statement;
  }

  // Conditions that contradict each other can be folded away, and with them the one that an index needs.
  private prepare(text: string): Database.Statement {
    try {
      return this.db.prepare(text);
    } catch (error) {
      if (!(error instanceof Error) || error.message !== 'no query solution') throw error;
      return this.db.prepare(text.replaceAll(/ INDEXED BY \w+/g, ''));
    }
  }
}
