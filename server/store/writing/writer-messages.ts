import type { KnownIdsListener } from '../sql/id-filter';
import type { CellBatch } from '../sql/task-cells';
import { StoreError, type PruneLimits, type StoredJobs } from '../store';

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

/** Asked of the thread's bulk jobs; answered under its own number. */
export interface JobsMessage {
  readonly type: 'jobs';
  readonly id: number;
  readonly question: keyof StoredJobs;
  readonly args: readonly unknown[];
}

/** Answered one after another, in their order, but for what is asked of jobs. */
export type ToWriterThread<Write extends WriteMessage = WriteMessage> =
  Write | JobsMessage | { readonly type: 'prune'; readonly limits: PruneLimits } | { readonly type: 'close' };

export type FromWriterThread =
  | { readonly type: 'opened'; readonly notices: readonly string[]; readonly watchedUntil: number | null }
  | { readonly type: 'done'; readonly hasMore: boolean }
  | ({ readonly type: 'failed' } & Fault)
  | { readonly type: 'told'; readonly id: number; readonly ok: true; readonly value: unknown }
  | ({ readonly type: 'told'; readonly id: number; readonly ok: false } & Fault)
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

/** Asks the jobs that are at hand. */
export function askedOfJobs<Answer>(
  jobs: { readonly [Q in keyof StoredJobs]: (...args: never[]) => Answer },
  { question, args }: JobsMessage,
): Answer {
  // A question comes with the arguments of that question: StoredJobs' types see to it.
  const asked = jobs as unknown as Readonly<Record<keyof StoredJobs, (...given: readonly unknown[]) => Answer>>;
  return asked[question](...args);
}
