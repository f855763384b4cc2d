import type { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { watchStream } from './redis-stream';

/** Only the answers are staged: each question is answered at once, as by a server that holds nothing back. */
const answering = { ping: () => Promise.resolve('PONG') } as unknown as Redis;

const stop = (ms: number): unknown => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
const answered = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the stream', () => {
  it('is behind after this process stood still for less than the time between two questions', async () => {
    const over = new AbortController();
    const stream = watchStream({ events: answering }, () => undefined, over.signal);
    expect(stream.wasBehind()).toBe(false);
    await answered();
    stop(700);
    expect(stream.wasBehind()).toBe(true);
    over.abort();
  });

  it('is still said to have been behind when the stop was seen before the connection ended', async () => {
    const over = new AbortController();
    let isCut = false;
    // One that was cut off is answered no more.
    const ping = (): Promise<string> => (isCut ? new Promise(() => undefined) : Promise.resolve('PONG'));
    const stream = watchStream({ events: { ping } as unknown as Redis }, () => undefined, over.signal);
    await answered();
    isCut = true;
    stop(700);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(stream.wasBehind()).toBe(true);
    over.abort();
  });

  it('is behind no more when a question that was asked after the stop is answered at once', async () => {
    const over = new AbortController();
    const stream = watchStream({ events: answering }, () => undefined, over.signal);
    await answered();
    stop(700);
    expect(stream.wasBehind()).toBe(true);
    await expect.poll(() => stream.wasBehind()).toBe(false);
    over.abort();
  });
});
