import type { Question, StoreError, StoreExports } from '../store';

/** What a reader's thread can be asked: the store's questions, and the steps of an export. */
export type ThreadQuestion = Question | keyof StoreExports;

export interface ToReaderThread {
  /** Rises; 0 is none. */
  readonly id: number;
  readonly question: ThreadQuestion;
  readonly args: readonly unknown[];
  readonly softMs: number;
  readonly hardMs: number;
}

export type FromReaderThread =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly code: StoreError['code']; readonly message: string };

/** What a reader's thread is started with. */
export interface ReaderThreadData {
  readonly dataDir: string;
  /** Its first cell holds the id of the question that nobody waits for any more: a busy thread takes no messages. */
  readonly givenUp: SharedArrayBuffer;
  /** Lets events and pages go first. */
  readonly inBackground: boolean;
}
