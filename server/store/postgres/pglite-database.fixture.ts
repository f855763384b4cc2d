import { types, type PGlite, type Results } from '@electric-sql/pglite';
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

/** One session for everybody, one transaction after another. */
export class PgliteDatabase implements Database {
  private static turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly lite: PGlite,
    private readonly schema: string,
  ) {}

  transaction<T>(options: TransactionOptions, work: (session: Session) => Promise<T>): Promise<T> {
    const done = PgliteDatabase.turn.then(() => this.alone(options, work));
    PgliteDatabase.turn = done.catch(() => undefined);
    return done;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  private async alone<T>(options: TransactionOptions, work: (session: Session) => Promise<T>): Promise<T> {
    const run = (text: string): Promise<unknown> => this.lite.exec(text);
    await run(`${beginText(options)}; SET LOCAL search_path TO "${this.schema}"`);
    try {
      const result = await work({
        query: async <Row>(fragment: Parameters<Session['query']>[0]): Promise<Result<Row>> => {
          const values = fragment.values.map(toParameter);
          const parsers = { parsers: { [types.INT8]: Number } };
          const { rows, affectedRows }: Results<Row> = await this.lite.query<Row>(numbered(fragment), values, parsers);
          return { rows, changed: affectedRows ?? 0 };
        },
        within: (ms, tried) => withinSavepoint(run, ms, options.timeoutMs, tried, isTimeout),
      });
      await run('COMMIT');
      return result;
    } catch (error) {
      await run('ROLLBACK');
      throw toStoreError(error, 'pglite');
    }
  }
}
