import type { KnownIdsListener } from '../sql/id-filter';
import type { CellBatch } from '../sql/task-cells';
import { StoreError, type PruneLimits } from '../store';

/** What every thread that writes is told of a batch; a kind of store may add to it. */
export interface WriteMessage {
  readonly type: 'write';
  readonly batch: CellBatch;
  /**
   * Epoch seconds: what is some minutes older does not change any more. Not the thread's own clock, which may have been
   * set while minutes of before are still to come.
   */
  readonly settledAt: number;
}

/** Answered one after another, in their order. */
export type ToWriterThread<Write extends WriteMessage = WriteMessage> =
  Write | { readonly type: 'prune'; readonly limits: PruneLimits } | { readonly type: 'close' };

export type FromWriterThread =
  | { readonly type: 'opened'; readonly notices: readonly string[]; readonly watchedUntil: number | null }
  | { readonly type: 'done'; readonly hasMore: boolean }
  | ({ readonly type: 'failed' } & Fault)
  | { readonly type: 'ids-added'; readonly number: number; readonly part: SharedArrayBuffer }
  | { readonly type: 'ids-removed'; readonly number: number }
  | { readonly type: 'ids-whole' };

/** A StoreError as it goes from one thread to another. */
export interface Fault {
  readonly code: StoreError['code'];
  readonly message: string;
}

/** A fault of the store is an answer; any other is ours and is thrown on. */
export function faultOf(error: unknown): Fault {
  if (!(error instanceof StoreError)) throw error;
  return { code: error.code, message: error.message };
}

/** Lets the other thread follow which ids are stored. */
export function tellIds(post: (message: FromWriterThread) => void): KnownIdsListener {
  return {
    added: (number, part) => post({ type: 'ids-added', number, part }),
    removed: (number) => post({ type: 'ids-removed', number }),
    whole: () => post({ type: 'ids-whole' }),
  };
}

/** Counts what was answered, for who waits for it without taking messages. */
export function tellAnswered(count: Int32Array, cell: number): void {
  Atomics.add(count, cell, 1);
  Atomics.notify(count, cell);
}
