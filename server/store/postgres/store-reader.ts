import { StoreError, type Asker, type StoreReader } from '../store';
import { isExport } from '../reading/export-lane';
import type { ThreadQuestion } from '../reading/reader-messages';
import { toStoreReader } from '../reading/store-reader';
import type { Answering } from './answering';
import { NamesReader } from './names-reader';
import { postgresAnswers, type PostgresAnswers } from './reader';
import { ExportGate } from './export-gate';
import type { Database } from './session';

/** No answer may take longer; finding all that an export holds may. */
const ANSWER_MS = 10_000;
const EXPORT_MS = 120_000;
/** Beyond so many that wait a question is refused. */
const MOST_WAITING = 200;

export interface PostgresReaderOptions {
  readonly database: Database;
  /** Epoch seconds by our clock. */
  readonly now: () => number;
  /** How long a page may wait for its count; a count that takes longer is shown as "at least". */
  readonly countMs: number;
}

/** Reads the store over its connections: the database works beside us, so no thread of ours is needed. */
export function postgresReader({ database, now, countMs }: PostgresReaderOptions): StoreReader {
  const answers = postgresAnswers(countMs);
  const names = new NamesReader();
  const exports = new ExportGate();
  let waiting = 0;

  async function ask(question: ThreadQuestion, args: readonly unknown[], asker: Asker): Promise<unknown> {
    if (!isExport(question)) return answer(question, args, asker);
    const [id] = args;
    if (question === 'openExport') exports.begin(id);
    // To forget it takes no connection, of which there may be none.
    if (question === 'closeExport') {
      exports.end(id);
      answers.closeExport(String(id));
      return undefined;
    }
    return exports.inTurn(asker, () => answer(question, args, asker));
  }

  async function answer(question: ThreadQuestion, args: readonly unknown[], asker: Asker): Promise<unknown> {
    if (waiting >= MOST_WAITING) throw new StoreError('busy', 'Too many questions wait for the database; try again.');
    waiting += 1;
    const startedAt = performance.now();
    const timeoutMs = isExport(question) ? EXPORT_MS : ANSWER_MS;
    try {
      return await database.transaction({ mode: 'read', timeoutMs, signal: asker.signal }, async (session) => {
        await names.refresh(session);
        return answerOf(answers, question, { session, names, now: now() }, args);
      });
    } finally {
      waiting -= 1;
      asker.spent?.(performance.now() - startedAt);
    }
  }

  return toStoreReader(ask);
}

function answerOf(
  answers: PostgresAnswers,
  question: ThreadQuestion,
  answering: Answering,
  args: readonly unknown[],
): Promise<unknown> {
  // A question comes with the arguments of that question: StoreReader's types see to it.
  const asked = answers as unknown as Readonly<
    Record<ThreadQuestion, (answering: Answering, ...args: readonly unknown[]) => Promise<unknown>>
  >;
  return asked[question](answering, ...args);
}
