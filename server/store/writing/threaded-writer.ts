import type { Worker } from 'node:worker_threads';
import { openLoads } from '../sqlite';
import { IdFilter } from '../sql/id-filter';
import { toCellBatch } from '../sql/task-cells';
import { StoreError, type StoreWriter } from '../store';
import type { FromWriterThread, ToWriterThread, WriterThreadData } from './writer-messages';

export interface ThreadedWriterOptions {
  readonly dataDir: string;
  readonly start: (data: WriterThreadData) => Worker;
  /** Epoch seconds: what is some minutes older does not change any more. */
  readonly settledAt: () => number;
  /** The thread ended though nobody asked it to; nothing can be written any more. */
  readonly lost: (cause: string) => void;
}

interface Waiting {
  readonly resolve: (hasMore: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Opens the SQLite store to write, alone: what is written goes to a thread of its own, so that events are taken while the
 * disk works; what is loaded comes over a connection in this one. Rejects as `openWriter` throws.
 */
export async function openThreadedWriter(options: ThreadedWriterOptions): Promise<{
  readonly writer: StoreWriter;
  readonly notices: readonly string[];
}> {
  const { dataDir } = options;
  const answered = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const thread = options.start({ dataDir, answered: answered.buffer });
  const ids = new IdFilter();
  const waiting: Waiting[] = [];
  let areIdsWhole = false;
  let isOpen = false;
  let isClosing = false;
  let ended: StoreError | null = null;

  const opened = new Promise<Extract<FromWriterThread, { type: 'opened' }>>((resolve, reject) => {
    let cause = 'it ended by itself';
    thread.on('message', (message: FromWriterThread) => {
      switch (message.type) {
        case 'opened':
          isOpen = true;
          resolve(message);
          break;
        case 'failed': {
          const error = new StoreError(message.code, message.message);
          if (isOpen) waiting.shift()?.reject(error);
          else reject(error);
          break;
        }
        case 'done':
          waiting.shift()?.resolve(message.hasMore);
          break;
        case 'ids-added':
          ids.follow(message.number, message.part);
          break;
        case 'ids-removed':
          ids.remove(message.number);
          break;
        case 'ids-whole':
          areIdsWhole = true;
      }
    });
    thread.on('error', (error: unknown) => {
      cause = error instanceof Error ? error.message : String(error);
    });
    thread.on('exit', () => {
      ended = new StoreError('io', `The thread that writes the store stopped: ${cause}`);
      reject(ended);
      for (const { reject: refuse } of waiting.splice(0)) refuse(ended);
      if (isOpen && !isClosing) options.lost(cause);
    });
  });

  const { notices, watchedUntil } = await opened;
  const { loads, close: closeLoads } = openLoads({
    dataDir,
    mayHave: (uid) => !areIdsWhole || ids.has(uid),
    watchedUntil,
  });

  let asked = 0;
  const ask = (message: ToWriterThread): Promise<boolean> =>
    new Promise((resolve, reject) => {
      if (ended !== null) throw ended;
      thread.postMessage(message);
      asked += 1;
      waiting.push({ resolve, reject });
    });

  const writer: StoreWriter = {
    loadTask: (uuid) => loads.loadTask(uuid),
    loadInFlight: (limit) => loads.loadInFlight(limit),
    loadOpenFindings: () => loads.loadOpenFindings(),
    loadGaps: (limit) => loads.loadGaps(limit),
    watchedUntil: () => loads.watchedUntil(),
    loadSeries: (from) => loads.loadSeries(from),
    async write(batch) {
      try {
        await ask({ type: 'write', batch: toCellBatch(batch), settledAt: options.settledAt() });
      } catch (error) {
        // What can't be encoded, or not even be handed over, is no value that a column takes.
        if (error instanceof DOMException || error instanceof TypeError || error instanceof RangeError)
          throw new StoreError('bad_row', error.message, { cause: error });
        throw error;
      }
    },
    prune: (limits) => ask({ type: 'prune', limits }),
    waitForWrite(ms) {
      const count = Atomics.load(answered, 0);
      if (count !== asked) Atomics.wait(answered, 0, count, ms);
    },
    async close() {
      isClosing = true;
      closeLoads();
      await ask({ type: 'close' }).catch((error: unknown) => {
        if (!(error instanceof StoreError)) throw error;
      });
    },
  };
  return { writer, notices };
}
