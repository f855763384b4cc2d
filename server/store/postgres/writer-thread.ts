import { parentPort, workerData } from 'node:worker_threads';
import { expectLease } from './lease';
import { openPrepared } from './open-database';
import { serveWriter } from './serve-writer';
import type { PostgresThreadData } from './thread-messages';

const port = parentPort;
if (port === null) throw new Error('This file is the thread that writes the store; the collector starts it.');
// Structured clone carries plain data only: it is what threaded-writer.ts passed.
const started = workerData as PostgresThreadData;
const { leaseToken: token } = started;

await serveWriter({
  port,
  started,
  open: () => openPrepared(started.url),
  now: () => Date.now() / 1000,
  mayWrite: token === null ? undefined : (session) => expectLease(session, token),
});
