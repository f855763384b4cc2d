import { describe, expect, it } from 'vitest';
import { createRunTimes } from './run-times';

describe('run times', () => {
  it('tells nothing of a type until twenty of its runs ended', () => {
    const times = createRunTimes();
    for (let run = 0; run < 19; run += 1) times.add({ name: 'a', runtimeSeconds: 1 });
    expect(times.of('a')).toBeNull();
    times.add({ name: 'a', runtimeSeconds: 3 });
    expect(times.of('a')).toEqual({ runs: 20, middleSeconds: 1, longestSeconds: 3 });
    expect(times.of('b')).toBeNull();
  });

  it('forgets what is older than the last hundred', () => {
    const times = createRunTimes();
    times.add({ name: 'a', runtimeSeconds: 99 });
    for (let run = 0; run < 100; run += 1) times.add({ name: 'a', runtimeSeconds: 2 });
    expect(times.of('a')).toMatchObject({ runs: 100, longestSeconds: 2 });
  });

  it('takes no run without a name or a time', () => {
    const times = createRunTimes();
    for (let run = 0; run < 30; run += 1) {
      times.add({ name: null, runtimeSeconds: 1 });
      times.add({ name: 'a', runtimeSeconds: run % 2 === 0 ? null : -1 });
    }
    expect(times.of('a')).toBeNull();
  });
});
