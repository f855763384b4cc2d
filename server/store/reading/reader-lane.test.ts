import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ReaderLane, type ReaderThread } from './reader-lane';
import type { FromReaderThread, ReaderThreadData, ToReaderThread } from './reader-messages';

/** Stands in for a thread: what it was asked can be looked at, and when it answers chosen. */
class FakeThread implements ReaderThread {
  readonly asked: ToReaderThread[] = [];
  ended = false;
  readonly #listeners: { message: ((answer: FromReaderThread) => void)[]; exit: (() => void)[]; error: unknown[] } = {
    message: [],
    exit: [],
    error: [],
  };

  constructor(readonly started: ReaderThreadData) {}

  postMessage(message: ToReaderThread): void {
    this.asked.push(message);
  }
  on(event: 'message' | 'exit' | 'error', listener: never): void {
    this.#listeners[event].push(listener);
  }
  terminate(): Promise<void> {
    this.ended = true;
    return Promise.resolve();
  }
  answer(value: unknown): void {
    for (const listener of this.#listeners.message) listener({ id: this.asked.at(-1)?.id ?? 0, ok: true, value });
  }
  refuse(code: 'gone' | 'locked'): void {
    const answer = { id: this.asked.at(-1)?.id ?? 0, ok: false, code, message: code } as const;
    for (const listener of this.#listeners.message) listener(answer);
  }
  crash(): void {
    for (const listener of this.#listeners.exit) listener();
  }
  get givenUp(): number {
    return new Int32Array(this.started.givenUp)[0] ?? 0;
  }
}

function openLane() {
  const threads: FakeThread[] = [];
  const lines: string[] = [];
  const lane = new ReaderLane({
    dataDir: '/data',
    inBackground: false,
    start: (data) => {
      const thread = new FakeThread(data);
      threads.push(thread);
      return thread;
    },
    log: (line) => lines.push(line),
  });
  const ask = (signal?: AbortSignal) => lane.ask('size', [], { softMs: 10, hardMs: 20, signal });
  const thread = (index = 0): FakeThread => {
    const found = threads[index];
    if (found === undefined) throw new Error('no such thread was started');
    return found;
  };
  return { lane, ask, thread, threads, lines };
}

describe('a lane of questions to the store', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('starts its thread with the first question and works on one at a time', async () => {
    const { ask, thread, threads } = openLane();
    expect(threads).toEqual([]);
    const [first, second] = [ask(), ask()];
    expect(thread().asked).toHaveLength(1);
    thread().answer('a');
    expect(await first).toBe('a');
    expect(thread().asked).toHaveLength(2);
    thread().answer('b');
    expect(await second).toBe('b');
    expect(threads).toHaveLength(1);
  });

  it('tells how long the thread worked on an answer, without the waiting', async () => {
    const { lane, thread } = openLane();
    const spent: number[] = [];
    const limits = { softMs: 10, hardMs: 20, spent: (ms: number) => void spent.push(ms) };
    const asked = [lane.ask('size', [], limits), lane.ask('size', [], limits)];
    vi.advanceTimersByTime(30);
    thread().answer('a');
    vi.advanceTimersByTime(5);
    thread().answer('b');
    await Promise.all(asked);
    expect(spent).toEqual([30, 5]);
  });

  it('hands on what the store refuses', async () => {
    const { ask, thread } = openLane();
    const answer = ask();
    thread().refuse('locked');
    await expect(answer).rejects.toMatchObject({ name: 'StoreError', code: 'locked' });
  });

  it('never asks what nobody waits for any more', async () => {
    const { ask, thread } = openLane();
    const first = ask();
    const left = new AbortController();
    const second = ask(left.signal);
    left.abort();
    await expect(second).rejects.toMatchObject({ code: 'gone' });
    await expect(ask(AbortSignal.abort())).rejects.toMatchObject({ code: 'gone' });
    thread().answer('a');
    await first;
    expect(thread().asked).toHaveLength(1);
    expect(thread().givenUp).toBe(0);
  });

  it('tells a busy thread that nobody waits, and asks the next question when it has noticed', async () => {
    const { ask, thread } = openLane();
    const left = new AbortController();
    const [first, second] = [ask(left.signal), ask()];
    left.abort();
    expect(thread().givenUp).toBe(thread().asked[0]?.id);
    expect(thread().asked).toHaveLength(1);
    thread().refuse('gone');
    await expect(first).rejects.toMatchObject({ code: 'gone' });
    expect(thread().asked).toHaveLength(2);
    expect(thread().givenUp).not.toBe(thread().asked[1]?.id);
    thread().answer('b');
    expect(await second).toBe('b');
  });

  it('fails the question of a thread that ended and asks the next one of another', async () => {
    const { ask, thread, lines } = openLane();
    const [first, second] = [ask(), ask()];
    thread().crash();
    await expect(first).rejects.toMatchObject({ code: 'io' });
    expect(lines).toHaveLength(1);
    thread(1).answer('b');
    expect(await second).toBe('b');
  });

  it('gives up a thread that does not come back', async () => {
    const { ask, thread } = openLane();
    const [first, second] = [ask(), ask()];
    const failed = expect(first).rejects.toMatchObject({ code: 'timeout' });
    await vi.advanceTimersByTimeAsync(11_000);
    await failed;
    expect(thread().ended).toBe(true);
    thread().answer('too late');
    thread(1).answer('b');
    expect(await second).toBe('b');
  });

  it('lets go of its thread when the file may be another one', async () => {
    const { lane, ask, thread } = openLane();
    const asked = [ask(), ask()];
    const failed = Promise.all(asked.map((answer) => expect(answer).rejects.toMatchObject({ code: 'io' })));
    lane.reset();
    await failed;
    expect(thread().ended).toBe(true);
    const again = ask();
    thread(1).answer('again');
    expect(await again).toBe('again');
  });

  it('refuses a question when too many wait', async () => {
    const { ask, lane } = openLane();
    const asked = Array.from({ length: 501 }, () => ask());
    await expect(ask()).rejects.toMatchObject({ code: 'busy' });
    const failed = Promise.allSettled(asked);
    lane.reset();
    expect((await failed).every(({ status }) => status === 'rejected')).toBe(true);
  });
});
