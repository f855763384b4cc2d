import type { PruneLimits, StoreError } from '../store';
import type { CellBatch } from '../sql/task-cells';

/** Answered one after another, in their order. */
export type ToWriterThread =
  | { readonly type: 'write'; readonly batch: CellBatch; readonly settledAt: number }
  | { readonly type: 'prune'; readonly limits: PruneLimits }
  | { readonly type: 'close' };

export type FromWriterThread =
  | { readonly type: 'opened'; readonly notices: readonly string[]; readonly watchedUntil: number | null }
  | { readonly type: 'done'; readonly hasMore: boolean }
  | { readonly type: 'failed'; readonly code: StoreError['code']; readonly message: string }
  | { readonly type: 'ids-added'; readonly number: number; readonly part: SharedArrayBuffer }
  | { readonly type: 'ids-removed'; readonly number: number }
  | { readonly type: 'ids-whole' };

/** What the writer's thread is started with. */
export interface WriterThreadData {
  readonly dataDir: string;
  /** Its first cell counts the requests that were answered, for who waits for one without taking messages. */
  readonly answered: SharedArrayBuffer;
}
