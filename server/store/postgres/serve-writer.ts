import type { MessagePort } from 'node:worker_threads';
import {
  askedOfJobs,
  faultOf,
  tellAnswered,
  tellIds,
  type FromWriterThread,
  type JobsMessage,
  type ToWriterThread,
} from '../writing/writer-messages';
import { PostgresLoads } from './loads';
import type { Database, Session } from './session';
import {
  ANSWERED,
  type FromLoads,
  type PostgresThreadData,
  type PostgresWriteMessage,
  type ToLoads,
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
  let database: Database | null = null;
  let writer: PostgresWriter;
  try {
    database = await open();
    writer = await PostgresWriter.open({
      database,
      now,
      beatMs: BEAT_MS,
      mayWrite,
      ids: tellIds(post),
    });
  } catch (error) {
    await database?.close();
    post({ type: 'failed', ...faultOf(error) });
    return;
  }
  const opened = database;
  const loads = new PostgresLoads(opened);
  started.loads.on('message', ({ id, question, args }: ToLoads) => {
    // A question comes with the arguments of that question: StoreLoads' types see to it.
    const asked = loads as unknown as Record<typeof question, (...given: readonly unknown[]) => Promise<unknown>>;
    const answered = (answer: FromLoads): void => {
      started.loads.postMessage(answer);
      tellAnswered(count, ANSWERED.loads);
    };
    asked[question](...args).then(
      (value) => answered({ id, ok: true, value }),
      (error: unknown) => answered({ id, ok: false, ...faultOf(error) }),
    );
  });

  const tell = ({ id, ...asked }: JobsMessage): void => {
    askedOfJobs<Promise<unknown>>(writer.jobs, { id, ...asked }).then(
      (value) => post({ type: 'told', id, ok: true, value }),
      (error: unknown) => post({ type: 'told', id, ok: false, ...faultOf(error) }),
    );
  };
  const carryOut = async (message: Exclude<ToWriterThread<PostgresWriteMessage>, JobsMessage>): Promise<boolean> => {
    if (message.type === 'write') await writer.write(message.batch, message.settledAt, message.unseen);
    if (message.type === 'prune') return writer.prune(message.limits);
    if (message.type === 'close') {
      await writer.close();
      await opened.close();
    }
    return false;
  };
  const ended = Promise.withResolvers<undefined>();
  const answer = (message: FromWriterThread, isLast: boolean): void => {
    post(message);
    tellAnswered(count, ANSWERED.requests);
    if (isLast) ended.resolve(undefined);
  };
  port.on('message', (message: ToWriterThread<PostgresWriteMessage>) => {
    if (message.type === 'jobs') {
      tell(message);
      return;
    }
    const isLast = message.type === 'close';
    carryOut(message)
      .then(
        (hasMore) => answer({ type: 'done', hasMore }, isLast),
        (error: unknown) => answer({ type: 'failed', ...faultOf(error) }, isLast),
      )
      .catch(ended.reject);
  });
  post({ type: 'opened', notices: [], watchedUntil: writer.watchedUntil });
  await ended.promise;
  started.loads.close();
  port.close();
}
