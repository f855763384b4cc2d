import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { openReader } from '../sqlite';
import type { SqliteReader } from '../sqlite/reader';
import { toStoreError } from '../sqlite/sqlite-error';
import { answerOf } from './store-reader';
import type { FromReaderThread, ReaderThreadData, ToReaderThread } from './reader-messages';

const port = parentPort;
if (port === null) throw new Error('This file is a thread that reads the store; server/main.ts starts it.');
// Structured clone carries plain data only: it is what reader-lane.ts passed.
const { dataDir, givenUp, inBackground } = workerData as ReaderThreadData;
const givenUpId = new Int32Array(givenUp);
/** Half the share of a thread that does not step back. */
const NICENESS = 4;
let reader: SqliteReader | null = null;

if (inBackground) stepBack();

port.on('message', (message: ToReaderThread) => port.postMessage(answerTo(message)));

function answerTo({ id, question, args, softMs, hardMs }: ToReaderThread): FromReaderThread {
  try {
    reader ??= openReader({ dataDir });
    reader.limit({ softMs, hardMs, isGone: () => Atomics.load(givenUpId, 0) === id });
    return { id, ok: true, value: answerOf(reader, question, args) };
  } catch (error) {
    const { code, message } = toStoreError(error, dataDir);
    return { id, ok: false, code, message };
  }
}

// Where there are fewer processors than threads that want one. Only Linux has priorities of threads.
function stepBack(): void {
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    setPriority(thread, NICENESS);
  } catch {
    // Without it everything works, with less care for the others.
  }
}
