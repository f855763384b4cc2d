import { IdFilter } from '../sql/id-filter';
import type { StoredId } from '../sql/task-id';
import { StoreError, type StoredJobs, type StoreWriter } from '../store';
import { createJobsClient } from './jobs-client';
import type { FromWriterThread, ToWriterThread, WriteMessage } from './writer-messages';

/** The thread that writes, as a Worker is. */
export interface WriterThread<Write extends WriteMessage> {
  postMessage(message: ToWriterThread<Write>): void;
  on(event: 'message', listener: (message: FromWriterThread) => void): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  on(event: 'exit', listener: () => void): unknown;
}

export interface WriterClientOptions<Write extends WriteMessage> {
  readonly thread: WriterThread<Write>;
  /** Its first cell counts the requests that the thread has answered. */
  readonly answered: Int32Array;
  /** The thread ended though nobody asked it to; nothing can be written any more. */
  readonly lost: (cause: string) => void;
}

export interface WriterClient<Write extends WriteMessage> {
  /** Lines for the operator. */
  readonly notices: readonly string[];
  readonly watchedUntil: StoreWriter['watchedUntil'];
  /** `message` makes what is handed over; what it can't make is a bad row. */
  readonly write: (message: () => Write) => Promise<void>;
  readonly prune: StoreWriter['prune'];
  readonly jobs: StoredJobs;
  readonly waitForWrite: StoreWriter['waitForWrite'];
  readonly close: StoreWriter['close'];
  /** False for nearly every id that is not stored. */
  readonly mayHave: (uid: StoredId) => boolean;
  readonly hasEnded: boolean;
}

interface Waiting {
  readonly resolve: (hasMore: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/** Resolves when the thread has opened the store; rejects with a StoreError where it can't. */
export async function openWriterClient<Write extends WriteMessage>({
  thread,
  answered,
  lost,
}: WriterClientOptions<Write>): Promise<WriterClient<Write>> {
  const ids = new IdFilter();
  const waiting: Waiting[] = [];
  const jobs = createJobsClient((message) => {
    if (ended !== null) throw ended;
    thread.postMessage(message);
  });
  let areIdsWhole = false;
  let isOpen = false;
  let isClosing = false;
  let ended: StoreError | null = null;

  const opened = new Promise<Extract<FromWriterThread, { type: 'opened' }>>((resolve, reject) => {
    let cause = 'it ended by itself';
    thread.on('message', (message) => {
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
        case 'told':
          jobs.take(message);
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
    thread.on('error', (error) => {
      cause = error instanceof Error ? error.message : String(error);
    });
    thread.on('exit', () => {
      ended = new StoreError('io', `The thread that writes the store stopped: ${cause}`);
      reject(ended);
      for (const { reject: refuse } of waiting.splice(0)) refuse(ended);
      jobs.fail(ended);
      if (isOpen && !isClosing) lost(cause);
    });
  });

  const { notices, watchedUntil } = await opened;

  let asked = 0;
  const ask = (message: ToWriterThread<Write>): Promise<boolean> =>
    new Promise((resolve, reject) => {
      if (ended !== null) throw ended;
      thread.postMessage(message);
      asked += 1;
      waiting.push({ resolve, reject });
    });

  return {
    notices,
    watchedUntil: () => watchedUntil,
    mayHave: (uid) => !areIdsWhole || ids.has(uid),
    get hasEnded() {
      return ended !== null;
    },
    async write(message) {
      try {
        await ask(message());
      } catch (error) {
        // What can't be encoded, or not even be handed over, is no value that a column takes.
        if (error instanceof DOMException || error instanceof TypeError || error instanceof RangeError)
          throw new StoreError('bad_row', error.message, { cause: error });
        throw error;
      }
    },
    jobs: jobs.stored,
    prune: (limits) => ask({ type: 'prune', limits }),
    waitForWrite(ms) {
      const count = Atomics.load(answered, 0);
      if (count !== asked) Atomics.wait(answered, 0, count, ms);
    },
    async close() {
      isClosing = true;
      await ask({ type: 'close' }).catch((error: unknown) => {
        if (!(error instanceof StoreError)) throw error;
      });
    },
  };
}
