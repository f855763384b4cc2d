import type { Transferable, Worker } from 'node:worker_threads';
import type { CollectorConfig } from '../config';
import { openThreadedWriter } from '../store';
import { openPostgresWriter } from '../store/postgres';
import type { StoreWriter } from '../store/store';

export interface StoreWriterHost {
  /** Starts the thread of a bundle that stands beside this one's. */
  readonly start: (file: string, data: unknown, transfer?: Transferable[]) => Worker;
  readonly log: (text: string) => void;
  /** Epoch seconds by which it is judged what does not change any more. */
  readonly settledAt: () => number;
  /** Nothing can be written any more. */
  readonly lost: (cause: string) => void;
}

/** Opens the store to write, of whichever kind it is. */
export function openStoreWriter(
  { store, leaseToken }: Pick<CollectorConfig, 'store' | 'leaseToken'>,
  { start, log, settledAt, lost }: StoreWriterHost,
): Promise<{ readonly writer: StoreWriter; readonly notices: readonly string[] }> {
  switch (store.kind) {
    case 'sqlite':
      return openThreadedWriter({
        dataDir: store.dataDir,
        start: (data) => start('./writer.js', data),
        settledAt,
        lost,
      });
    case 'postgres':
      return openPostgresWriter({
        url: store.url,
        leaseToken,
        start: (data, transfer) => start('./postgres-writer.js', data, [...transfer]),
        settledAt,
        log,
        lost,
      });
  }
}
