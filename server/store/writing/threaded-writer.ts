import type { Worker } from 'node:worker_threads';
import { openLoads } from '../sqlite';
import { toCellBatch } from '../sql/task-cells';
import type { StoreWriter } from '../store';
import { openWriterClient } from './writer-client';
import type { WriteMessage } from './writer-messages';

/** What the writer's thread is started with. */
export interface WriterThreadData {
  readonly dataDir: string;
  /** Its first cell counts the requests that were answered, for who waits for one without taking messages. */
  readonly answered: SharedArrayBuffer;
}

export interface ThreadedWriterOptions {
  readonly dataDir: string;
  readonly start: (data: WriterThreadData) => Worker;
  /** Epoch seconds: what is some minutes older does not change any more. */
  readonly settledAt: () => number;
  /** The thread ended though nobody asked it to; nothing can be written any more. */
  readonly lost: (cause: string) => void;
}

/**
 * Opens the SQLite store to write, alone: what is written goes to a thread of its own, so that events are taken while the
 * disk works; what is loaded comes over a connection in this one. Rejects as `openWriter` throws.
 */
export async function openThreadedWriter({ dataDir, start, settledAt, lost }: ThreadedWriterOptions): Promise<{
  readonly writer: StoreWriter;
  readonly notices: readonly string[];
}> {
  const answered = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const thread = start({ dataDir, answered: answered.buffer });
  const client = await openWriterClient<WriteMessage>({ thread, answered, lost });
  const { loads, close: closeLoads } = openLoads({
    dataDir,
    mayHave: client.mayHave,
    watchedUntil: client.watchedUntil(),
  });
  const writer: StoreWriter = {
    ...loads,
    write: (batch) => client.write(() => ({ type: 'write', batch: toCellBatch(batch), settledAt: settledAt() })),
    prune: client.prune,
    jobs: client.jobs,
    waitForWrite: client.waitForWrite,
    close() {
      closeLoads();
      return client.close();
    },
  };
  return { writer, notices: client.notices };
}
