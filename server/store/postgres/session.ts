import type { Fragment } from '../sql/fragment';

export interface Result<Row> {
  readonly rows: readonly Row[];
  /** Rows that were inserted, changed or deleted. */
  readonly changed: number;
}

/** One connection, within one transaction. */
export interface Session {
  // The caller knows the columns that its text selects.
  query<Row = Readonly<Record<string, unknown>>>(fragment: Fragment): Promise<Result<Row>>;
  /** Tries something that is quick as a rule; null when it took longer. What it did is undone then. */
  within<T>(ms: number, work: () => Promise<T>): Promise<T | null>;
}

export interface TransactionOptions {
  /** `read` sees one state of the store, however many statements it takes. */
  readonly mode: 'read' | 'write';
  /** No statement takes longer. */
  readonly timeoutMs: number;
  /** When it aborts, what runs is stopped and undone. */
  readonly signal?: AbortSignal | undefined;
}

/** A PostgreSQL database, with its connections. What it rejects with is a StoreError where the database is at fault. */
export interface Database {
  /** All of what `work` does or, where it rejects, nothing. */
  transaction<T>(options: TransactionOptions, work: (session: Session) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The text with its values numbered as PostgreSQL wants it. */
export function numbered({ text }: Fragment): string {
  let number = 0;
  return text.replaceAll('?', () => `$${(number += 1)}`);
}

const BEGIN = {
  read: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
  write: 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE',
} as const;

export function beginText({ mode, timeoutMs }: TransactionOptions): string {
  return `${BEGIN[mode]}; SET LOCAL statement_timeout = ${timeoutMs}`;
}

/** `within` by means of a savepoint; `run` runs statements without values. */
export async function withinSavepoint<T>(
  run: (text: string) => Promise<unknown>,
  ms: number,
  usualMs: number,
  work: () => Promise<T>,
  isTimeout: (error: unknown) => boolean,
): Promise<T | null> {
  await run(`SAVEPOINT patience; SET LOCAL statement_timeout = ${Math.max(1, Math.round(ms))}`);
  try {
    const result = await work();
    await run(`RELEASE SAVEPOINT patience; SET LOCAL statement_timeout = ${usualMs}`);
    return result;
  } catch (error) {
    if (!isTimeout(error)) throw error;
    await run('ROLLBACK TO SAVEPOINT patience; RELEASE SAVEPOINT patience');
    return null;
  }
}
