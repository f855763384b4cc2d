import type { MessagePort } from 'node:worker_threads';
import type { Task } from '@/lib/cluster/task';
import type { StoreLoads } from '../store';
import type { Fault, WriteMessage } from '../writing/writer-messages';

export interface PostgresWriteMessage extends WriteMessage {
  /** Tasks that could not be looked up: they add to what is stored of them. */
  readonly unseen: readonly Task[];
}

export type LoadQuestion = Exclude<keyof StoreLoads, 'watchedUntil'>;

/** Asked over a port of its own, since who asks takes no other message until it is answered. */
export interface ToLoads {
  readonly id: number;
  readonly question: LoadQuestion;
  readonly args: readonly unknown[];
}
export type FromLoads =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | ({ readonly id: number; readonly ok: false } & Fault);

/** What the thread is started with. */
export interface PostgresThreadData {
  readonly url: string;
  readonly leaseToken: number | null;
  /** Its cells count the requests and the loads that were answered, for who waits without taking messages. */
  readonly answered: SharedArrayBuffer;
  readonly loads: MessagePort;
}
export const ANSWERED = { requests: 0, loads: 1 } as const;
