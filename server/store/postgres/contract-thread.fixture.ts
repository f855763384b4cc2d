import { PGlite } from '@electric-sql/pglite';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { TASK_STATES } from '@/lib/celery/task-state';
import { raw } from '../sql/fragment';
import type { ThreadQuestion } from '../reading/reader-messages';
import { answerOf } from '../reading/store-reader';
import { StoreError, type StoreAnswers } from '../store';
import { migrate } from './migrate';
import { openPgDatabase } from './pg-database';
import { PgliteDatabase } from './pglite-database.fixture';
import { serveWriter } from './serve-writer';
import type { Database, Session } from './session';
import { postgresReader } from './store-reader';

/** A thread that holds stores for the contract's tests: on PGlite in this thread, or in a real PostgreSQL. */
export interface ContractThreadData {
  /** null: PGlite. */
  readonly url: string | null;
}
export interface OpenContractStore {
  /** Its first cell is the clock, epoch seconds. */
  readonly clock: SharedArrayBuffer;
  readonly answered: SharedArrayBuffer;
  readonly writer: MessagePort;
  readonly loads: MessagePort;
  readonly reader: MessagePort;
}
export interface ToContractReader {
  readonly id: number;
  readonly question: ThreadQuestion | 'drop';
  readonly args: readonly unknown[];
}
export type FromContractReader =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly code: StoreError['code']; readonly message: string };

const port = parentPort;
if (port === null) throw new Error('This file is a thread of the tests.');
const { url } = workerData as ContractThreadData;
const lite = url === null ? await PGlite.create() : null;

async function openDatabase(schema: string): Promise<Database> {
  const database =
    lite === null ? await openPgDatabase({ url: url ?? '', connections: 4, schema }) : new PgliteDatabase(lite, schema);
  await migrate(database, schema);
  return database;
}

/** Schemas of stores that were closed: to empty one is quicker than to make one. */
const emptied: string[] = [];
let schemas = 0;

async function empty(session: Session): Promise<void> {
  const { rows } = await session.query<{ name: string }>(
    raw(`SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
         WHERE i.inhparent = 'task'::regclass AND c.relname LIKE 'task!_d%' ESCAPE '!'`),
  );
  for (const { name } of rows) await session.query(raw(`DROP TABLE ${name}`));
  const tables = [
    'task',
    'tally',
    'series',
    'folded',
    'folded_hour',
    'depth',
    'finding',
    'action',
    'gap',
    'watch',
    'wish',
    'job',
    'job_item',
  ];
  for (const table of tables) await session.query(raw(`DELETE FROM ${table}`));
  await session.query(raw(`DELETE FROM dict WHERE id > ${TASK_STATES.length}`));
}

async function openStore({ clock, answered, writer, loads, reader }: OpenContractStore): Promise<void> {
  const time = new Float64Array(clock);
  const now = (): number => time[0] ?? 0;
  schemas += 1;
  const schema = emptied.pop() ?? `contract_${process.pid}_${schemas}`;
  const database = await openDatabase(schema);
  // Whoever reads has connections of its own, which stay open when the writer has closed.
  const reading = await openDatabase(schema);
  const answers = postgresReader({ database: reading, now, countMs: 60_000 });
  const exports = new Map<string, AsyncIterator<Uint8Array>>();
  const carryOut = async ({ question, args }: ToContractReader): Promise<unknown> => {
    if (question === 'drop') {
      await reading.transaction({ mode: 'write', timeoutMs: 60_000 }, empty);
      await reading.close();
      emptied.push(schema);
      return null;
    }
    if (question === 'openExport') {
      const [id, query, format] = args as Parameters<typeof answers.export> extends [infer Q, infer F]
        ? [string, Q, F]
        : never;
      exports.set(id, answers.export(query, format)[Symbol.asyncIterator]());
      return undefined;
    }
    if (question === 'nextOfExport') {
      const next = await exports.get(String(args[0]))?.next();
      return next?.done === false ? next.value : null;
    }
    if (question === 'closeExport') {
      await exports.get(String(args[0]))?.return?.();
      return undefined;
    }
    return answerOf(answers as unknown as StoreAnswers, question, args);
  };
  reader.on('message', (message: ToContractReader) => {
    carryOut(message).then(
      (value) => reader.postMessage({ id: message.id, ok: true, value } satisfies FromContractReader),
      (error: unknown) => {
        const { code, message: text } =
          error instanceof StoreError ? error : { code: 'io' as const, message: String(error) };
        reader.postMessage({ id: message.id, ok: false, code, message: text } satisfies FromContractReader);
      },
    );
  });
  await serveWriter({ port: writer, started: { answered, loads }, open: () => Promise.resolve(database), now });
}

port.on('message', (message: OpenContractStore) => void openStore(message));
port.postMessage('ready');
