import { StoreError, type Asker } from '../store';
import type { FromReaderThread, ReaderThreadData, ThreadQuestion, ToReaderThread } from './reader-messages';

/** The part of a `worker_threads` Worker that is used. */
export interface ReaderThread {
  postMessage(message: ToReaderThread): void;
  on(event: 'message', listener: (message: FromReaderThread) => void): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  on(event: 'exit', listener: () => void): unknown;
  terminate(): Promise<unknown>;
}

export interface LaneOptions {
  readonly dataDir: string;
  readonly start: (data: ReaderThreadData) => ReaderThread;
  readonly inBackground: boolean;
  readonly log: (text: string) => void;
}

export interface AskLimits extends Asker {
  readonly softMs: number;
  readonly hardMs: number;
}

interface Asked {
  readonly id: number;
  readonly message: ToReaderThread;
  readonly settle: (answer: FromReaderThread) => void;
  readonly spent: Asker['spent'];
}

const CLOSED = 'The store was opened anew; ask again.';
/** Questions beyond these are refused at once: each of them has somebody who waits. */
const MAX_WAITING = 500;
/** A thread that does not come back from its database this long after the limit is given up. */
const GRACE_MS = 10_000;

/** One thread that reads, and the questions that wait for it: it works on one at a time. */
export class ReaderLane {
  private readonly givenUp = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  private readonly waiting = new Map<number, Asked>();
  private thread: ReaderThread | null = null;
  private running: (Asked & { readonly since: number }) | null = null;
  private overdue: NodeJS.Timeout | undefined;
  private nextId = 1;

  constructor(private readonly options: LaneOptions) {}

  /** Rejects with a StoreError: what the database said, `gone`, `timeout` or `busy`. */
  ask(
    question: ThreadQuestion,
    args: readonly unknown[],
    { softMs, hardMs, signal, spent }: AskLimits,
  ): Promise<unknown> {
    if (signal?.aborted === true) return Promise.reject(gone());
    if (this.waiting.size >= MAX_WAITING) {
      return Promise.reject(new StoreError('busy', 'Too many questions wait for the store; try again later.'));
    }
    const id = this.nextId;
    // The cell that names a question holds 31 bits.
    this.nextId = id === 0x7fff_ffff ? 1 : id + 1;
    return new Promise((resolve, reject) => {
      const leave = (): void => this.giveUp(id);
      const settle = (answer: FromReaderThread): void => {
        signal?.removeEventListener('abort', leave);
        if (answer.ok) resolve(answer.value);
        else reject(new StoreError(answer.code, answer.message));
      };
      signal?.addEventListener('abort', leave, { once: true });
      this.waiting.set(id, { id, message: { id, question, args, softMs, hardMs }, settle, spent });
      this.next();
    });
  }

  /** Lets go of the thread and its connection; the next question starts another. */
  reset(): void {
    const thread = this.thread;
    this.thread = null;
    void thread?.terminate();
    const asked = [...this.waiting.values()];
    this.waiting.clear();
    this.fail('io', CLOSED);
    for (const { id, settle } of asked) settle({ id, ok: false, code: 'io', message: CLOSED });
  }

  private next(): void {
    if (this.running !== null) return;
    const [asked] = this.waiting.values();
    if (asked === undefined) return;
    this.waiting.delete(asked.id);
    this.running = { ...asked, since: performance.now() };
    this.thread ??= this.startThread();
    const thread = this.thread;
    this.overdue = setTimeout(() => this.replace(thread), asked.message.hardMs + GRACE_MS).unref();
    thread.postMessage(asked.message);
  }

  private startThread(): ReaderThread {
    const { dataDir, inBackground } = this.options;
    const givenUp = this.givenUp.buffer;
    const thread = this.options.start({ dataDir, inBackground, givenUp });
    let cause = 'it ended by itself';
    thread.on('message', (answer) => this.take(answer));
    thread.on('error', (error) => {
      cause = error instanceof Error ? error.message : String(error);
    });
    thread.on('exit', () => this.lost(thread, cause));
    return thread;
  }

  private take(answer: FromReaderThread): void {
    if (answer.id !== this.running?.id) return;
    this.done()?.settle(answer);
    this.next();
  }

  private giveUp(id: number): void {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    waiting?.settle({ id, ok: false, ...goneAnswer });
    // The thread answers when it has noticed; until then no other question can begin.
    if (this.running?.id === id) Atomics.store(this.givenUp, 0, id);
  }

  private replace(thread: ReaderThread): void {
    if (thread !== this.thread) return;
    this.options.log('A thread that reads the store did not come back from a question; starting another.');
    this.thread = null;
    void thread.terminate();
    this.fail('timeout', 'The store took too long to answer.');
    this.next();
  }

  private lost(thread: ReaderThread, cause: string): void {
    if (thread !== this.thread) return;
    this.options.log(`A thread that reads the store stopped (${cause}); the next question starts another.`);
    this.thread = null;
    this.fail('io', 'The store could not answer; try again.');
    this.next();
  }

  private fail(code: StoreError['code'], message: string): void {
    const running = this.done();
    running?.settle({ id: running.id, ok: false, code, message });
  }

  private done(): Asked | null {
    const running = this.running;
    this.running = null;
    clearTimeout(this.overdue);
    running?.spent?.(performance.now() - running.since);
    return running;
  }
}

const goneAnswer = { code: 'gone', message: 'Nobody waits for this answer any more.' } as const;

function gone(): StoreError {
  return new StoreError(goneAnswer.code, goneAnswer.message);
}
