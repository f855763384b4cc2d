import { afterEach, describe, expect, it, vi } from 'vitest';
import { replayOf } from './watching.fixture';

describe('watching while the clock is set', () => {
  afterEach(() => void vi.useRealTimers());

  it('begins anew from the store, with what came meanwhile in its order', async () => {
    const { sink, collectors, setClock, finished, stop } = replayOf();
    sink().message('a');
    setClock(60);
    sink().message('b');
    sink().message('c');
    expect(collectors[0]?.took).toEqual(['a']);
    finished();
    await vi.waitFor(() => expect(collectors[1]?.took).toEqual(['b', 'c']));
    sink().message('d');
    expect(collectors[1]?.took).toEqual(['b', 'c', 'd']);
    await stop();
  });

  it('judges nothing by the new time with the old memory', async () => {
    const { sink, collectors, setClock, finished, stop } = replayOf();
    await vi.waitFor(() => expect(collectors[0]?.runs).toBe(1));
    setClock(60);
    sink().message('a');
    await vi.waitFor(() => expect(collectors[0]?.isRunning).toBe(false));
    expect(collectors).toHaveLength(1);
    finished();
    await vi.waitFor(() => expect(collectors[1]?.isRunning).toBe(true));
    await stop();
  });

  it('waits for a store that can not be read, and takes nothing twice', async () => {
    vi.useFakeTimers();
    const { sink, collectors, setClock, finished, failOpening, told, stop } = replayOf();
    failOpening(3);
    setClock(-60);
    sink().message('a');
    finished();
    await vi.advanceTimersByTimeAsync(2500);
    expect([collectors.length, told.failed.length, told.lost.length]).toEqual([1, 1, 0]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(collectors[1]?.took).toEqual(['a']);
    await stop();
  });

  it('gives up where the store stays away', async () => {
    vi.useFakeTimers();
    const { sink, setClock, finished, failOpening, told, stop } = replayOf();
    failOpening(1000);
    setClock(60);
    sink().message('a');
    finished();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(told.lost).toHaveLength(1);
    await stop();
  });
});
