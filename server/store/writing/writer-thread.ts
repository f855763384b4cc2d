import { parentPort, workerData } from 'node:worker_threads';
import { openWriter } from '../sqlite';
import type { SqliteWriter } from '../sqlite/writer';
import type { WriterThreadData } from './threaded-writer';
import {
  askedOfJobs,
  faultOf,
  tellAnswered,
  tellIds,
  type FromWriterThread,
  type JobsMessage,
  type ToWriterThread,
} from './writer-messages';

const port = parentPort;
if (port === null) throw new Error('This file is the thread that writes the store; the collector starts it.');
// Structured clone carries plain data only: it is what threaded-writer.ts passed.
const { dataDir, answered } = workerData as WriterThreadData;
const answeredCount = new Int32Array(answered);
const post = (message: FromWriterThread): void => port.postMessage(message);

function answerOf(work: () => boolean): FromWriterThread {
  try {
    return { type: 'done', hasMore: work() };
  } catch (error) {
    return { type: 'failed', ...faultOf(error) };
  }
}

function toldOf(writer: SqliteWriter, message: JobsMessage): FromWriterThread {
  try {
    return { type: 'told', id: message.id, ok: true, value: askedOfJobs<unknown>(writer.jobs, message) };
  } catch (error) {
    return { type: 'told', id: message.id, ok: false, ...faultOf(error) };
  }
}

function carryOut(writer: SqliteWriter, message: Exclude<ToWriterThread, JobsMessage>): boolean {
  switch (message.type) {
    case 'write':
      writer.write(message.batch, message.settledAt);
      return false;
    case 'prune':
      return writer.prune(message.limits);
    case 'close':
      writer.close();
      return false;
  }
}

let opened: ReturnType<typeof openWriter> | null = null;
const opening = answerOf(() => {
  opened = openWriter({ dataDir, now: Date.now() / 1000, ids: tellIds(post) });
  return false;
});
start(opened, opening);

function start(store: ReturnType<typeof openWriter> | null, failure: FromWriterThread): void {
  if (store === null) {
    post(failure);
    return;
  }
  const { writer, notices } = store;
  post({ type: 'opened', notices, watchedUntil: writer.watchedUntil });
  port?.on('message', (message: ToWriterThread) => {
    if (message.type === 'jobs') {
      post(toldOf(writer, message));
      return;
    }
    post(answerOf(() => carryOut(writer, message)));
    tellAnswered(answeredCount, 0);
    if (message.type === 'close') port.close();
  });
}
