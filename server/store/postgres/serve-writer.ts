import type { MessagePort } from 'node:worker_threads';
import { StoreError } from '../store';
import { PostgresLoads } from './loads';
import type { Database, Session } from './session';
import {
  ANSWERED,
  type FromLoads,
  type FromWriterThread,
  type PostgresThreadData,
  type ToLoads,
  type ToWriterThread,
} from './thread-messages';
import { PostgresWriter } from './writer';

// The collector writes only when something changed; this keeps a quiet cluster apart from one that nobody watched.
const BEAT_MS = 10_000;

export interface ServeWriterOptions {
  /** Whom it serves. */
  readonly port: MessagePort;
  readonly started: Pick<PostgresThreadData, 'answered' | 'loads'>;
  /** Opens the database, prepared. */
  readonly open: () => Promise<Database>;
  readonly now: () => number;
  readonly mayWrite?: ((session: Session) => Promise<void>) | undefined;
}

/** Writes and loads what the other thread asks for, until it says to close. */
export async function serveWriter({ port, started, open, now, mayWrite }: ServeWriterOptions): Promise<void> {
  const post = (message: FromWriterThread): void => port.postMessage(message);
  const count = new Int32Array(started.answered);
  const tell = (cell: number): void => {
    Atomics.add(count, cell, 1);
    Atomics.notify(count, cell);
  };
  let database: Database | null = null;
  let writer: PostgresWriter;
  try {
    database = await open();
    writer = await PostgresWriter.open({
      database,
      now,
      beatMs: BEAT_MS,
      mayWrite,
      ids: {
        added: (number, part) => post({ type: 'ids-added', number, part }),
        removed: (number) => post({ type: 'ids-removed', number }),
        whole: () => post({ type: 'ids-whole' }),
      },
    });
  } catch (error) {
    await database?.close();
    post(failureOf(error));
    return;
  }
  const opened = database;
  const loads = new PostgresLoads(opened);
  started.loads.on('message', ({ id, question, args }: ToLoads) => {
    // A question comes with the arguments of that question: StoreLoads' types see to it.
    const asked = loads as unknown as Record<typeof question, (...given: readonly unknown[]) => Promise<unknown>>;
    const answered = (answer: FromLoads): void => {
      started.loads.postMessage(answer);
      tell(ANSWERED.loads);
    };
    asked[question](...args).then(
      (value) => answered({ id, ok: true, value }),
      (error: unknown) => answered({ id, ok: false, ...reasonOf(error) }),
    );
  });

  const carryOut = async (message: ToWriterThread): Promise<boolean> => {
    if (message.type === 'write') await writer.write(message.batch, message.unseen);
    if (message.type === 'prune') return writer.prune(message.limits);
    if (message.type === 'close') {
      await writer.close();
      await opened.close();
    }
    return false;
  };
  const ended = Promise.withResolvers<undefined>();
  port.on('message', (message: ToWriterThread) => {
    void carryOut(message).then(
      (hasMore) => {
        post({ type: 'done', hasMore });
        tell(ANSWERED.requests);
        if (message.type === 'close') ended.resolve(undefined);
      },
      (error: unknown) => {
        // A fault of the store is an answer; any other is ours and ends the thread.
        if (!(error instanceof StoreError)) {
          ended.reject(error);
          return;
        }
        post(failureOf(error));
        tell(ANSWERED.requests);
        if (message.type === 'close') ended.resolve(undefined);
      },
    );
  });
  post({ type: 'opened', watchedUntil: writer.watchedUntil });
  await ended.promise;
  started.loads.close();
  port.close();
}

function failureOf(error: unknown): FromWriterThread {
  return { type: 'failed', ...reasonOf(error) };
}

function reasonOf(error: unknown): { readonly code: StoreError['code']; readonly message: string } {
  if (error instanceof StoreError) return { code: error.code, message: error.message };
  throw error;
}
