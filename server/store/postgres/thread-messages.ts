import type { MessagePort } from 'node:worker_threads';
import type { Task } from '@/lib/cluster/task';
import type { CellBatch } from '../sql/task-cells';
import type { PruneLimits, StoreError, StoreLoads } from '../store';

export type LoadQuestion = Exclude<keyof StoreLoads, 'watchedUntil'>;

/** Answered one after another, in their order. */
export type ToWriterThread =
  | {
      readonly type: 'write';
      readonly batch: CellBatch;
      /** Tasks that could not be looked up: they add to what is stored of them. */
      readonly unseen: readonly Task[];
    }
  | { readonly type: 'prune'; readonly limits: PruneLimits }
  | { readonly type: 'close' };

export type FromWriterThread =
  | { readonly type: 'opened'; readonly watchedUntil: number | null }
  | { readonly type: 'done'; readonly hasMore: boolean }
  | { readonly type: 'failed'; readonly code: StoreError['code']; readonly message: string }
  | { readonly type: 'ids-added'; readonly number: number; readonly part: SharedArrayBuffer }
  | { readonly type: 'ids-removed'; readonly number: number }
  | { readonly type: 'ids-whole' };

/** Asked over a port of its own, since who asks takes no other message until it is answered. */
export interface ToLoads {
  readonly id: number;
  readonly question: LoadQuestion;
  readonly args: readonly unknown[];
}
export type FromLoads =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly code: StoreError['code']; readonly message: string };

/** What the thread is started with. */
export interface PostgresThreadData {
  readonly url: string;
  readonly leaseToken: number | null;
  /** Its cells count the requests and the loads that were answered, for who waits without taking messages. */
  readonly answered: SharedArrayBuffer;
  readonly loads: MessagePort;
}
export const ANSWERED = { requests: 0, loads: 1 } as const;
