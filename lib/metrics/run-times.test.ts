import { describe, expect, it } from 'vitest';
import { histogramOf } from './histogram';
import { createRunTimes } from './run-times';

const NOW = 50 * 86_400;

describe('run times', () => {
  it('tells nothing of a type until twenty of its runs ended', () => {
    const times = createRunTimes();
    for (let run = 0; run < 19; run += 1) times.add({ name: 'a', runtimeSeconds: 1 }, NOW);
    expect(times.of('a')).toBeNull();
    times.add({ name: 'a', runtimeSeconds: 3 }, NOW);
    expect(times.of('a')).toEqual({ runs: 20, middleSeconds: 1, longestSeconds: 3, everSeconds: 3 });
    expect(times.of('b')).toBeNull();
  });

  it('takes the newest hundred for what is usual, and keeps the longest', () => {
    const times = createRunTimes();
    times.add({ name: 'a', runtimeSeconds: 99 }, NOW);
    for (let run = 0; run < 100; run += 1) times.add({ name: 'a', runtimeSeconds: 2 }, NOW);
    expect(times.of('a')).toMatchObject({ runs: 100, longestSeconds: 2, everSeconds: 99 });
  });

  it('takes no run without a name or a time', () => {
    const times = createRunTimes();
    for (let run = 0; run < 30; run += 1) {
      times.add({ name: null, runtimeSeconds: 1 }, NOW);
      times.add({ name: 'a', runtimeSeconds: run % 2 === 0 ? null : -1 }, NOW);
    }
    expect(times.of('a')).toBeNull();
  });

  it('goes on with what was stored of each type', () => {
    const counts = { minute: 1, success: 30, failure: 0, retry: 0, other: 0 };
    const empty = histogramOf([]);
    const runs = { wait: empty, runSuccess: histogramOf(new Array<number>(30).fill(2)), runFailure: empty };
    const of = (name: string | null, queue: string | null) => ({ ...counts, ...runs, name, queue, worker: null });
    const times = createRunTimes([of('a', null), of('a', 'mail'), of(null, null)]);
    expect(times.of('a')?.runs).toBe(30);
    expect(times.of('a')?.longestSeconds).toBeCloseTo(2, 1);
  });

  it('goes on with the longest runs of days before, and forgets them after a week', () => {
    const times = createRunTimes([], [{ name: 'a', at: NOW - 3 * 86_400, seconds: 90 }]);
    const run = (at: number) => {
      for (let index = 0; index < 20; index += 1) times.add({ name: 'a', runtimeSeconds: 1 }, at);
      return times.of('a')?.everSeconds;
    };
    expect(run(NOW)).toBe(90);
    expect(run(NOW + 4 * 86_400)).toBe(90);
    expect(run(NOW + 5 * 86_400)).toBe(1);
  });
});
