import { describe, expect, it } from 'vitest';
import { createArrivals, type Arrivals } from './arrivals';

/** Asks every 100 ms and gives all that was asked in that time. */
function askedUntil(arrivals: Arrivals<string>, fromMs: number, toMs: number): [string, readonly string[]][] {
  const asked: [string, readonly string[]][] = [];
  for (let at = fromMs; at < toMs; at += 100) asked.push(...arrivals.due(at));
  return asked;
}

describe('a worker that arrived', () => {
  it('is asked everything soon, together with those that arrive in the same moment, and not again once it answered', () => {
    const arrivals = createArrivals(['stats', 'conf']);
    arrivals.add('w1@a', 0);
    arrivals.add('w2@a', 100);
    expect(askedUntil(arrivals, 0, 500)).toEqual([
      ['stats', ['w1@a']],
      ['conf', ['w1@a']],
      ['stats', ['w2@a']],
      ['conf', ['w2@a']],
    ]);
    for (const hostname of ['w1@a', 'w2@a'])
      for (const command of ['stats', 'conf']) arrivals.answered(hostname, command);
    expect(askedUntil(arrivals, 500, 600_000)).toEqual([]);
  });

  it('is asked again within five seconds for what it did not answer, and only for that', () => {
    const arrivals = createArrivals(['stats', 'conf']);
    arrivals.add('w1@a', 0);
    askedUntil(arrivals, 0, 500);
    arrivals.answered('w1@a', 'conf');
    expect(askedUntil(arrivals, 500, 5000)).toEqual([
      ['stats', ['w1@a']],
      ['stats', ['w1@a']],
    ]);
  });

  it('that never answers is asked ever less often, and no more in the end', () => {
    const arrivals = createArrivals(['stats']);
    arrivals.add('w1@a', 0);
    expect(askedUntil(arrivals, 0, 60_000)).toHaveLength(7);
    expect(askedUntil(arrivals, 60_000, 3_600_000)).toHaveLength(3);
  });

  it('is asked everything again when it comes back', () => {
    const arrivals = createArrivals(['stats', 'conf']);
    arrivals.add('w1@a', 0);
    askedUntil(arrivals, 0, 500);
    arrivals.answered('w1@a', 'stats');
    arrivals.add('w1@a', 500);
    expect(askedUntil(arrivals, 500, 1000).map(([command]) => command)).toEqual(['stats', 'conf']);
  });
});

describe('thousands of workers that arrive together', () => {
  const arrivalsOf = (count: number): Arrivals<string> => {
    const arrivals = createArrivals(['stats']);
    for (let index = 0; index < count; index += 1) arrivals.add(`w${index}@a`, 0);
    return arrivals;
  };

  it('are asked a bounded number at a time, once a second', () => {
    const arrivals = arrivalsOf(250);
    const asked = [300, 400, 1200, 1300, 2300].map((at) => arrivals.due(at).get('stats')?.length);
    expect(asked).toEqual([100, undefined, undefined, 100, 100]);
  });

  it('are remembered within a bound, and a known one is asked anew all the same', () => {
    const arrivals = arrivalsOf(10_001);
    arrivals.add('w0@a', 5000);
    const first = arrivals.due(400_000).get('stats') ?? [];
    expect(first[0]).toBe('w0@a');
    let left = first.length;
    for (let at = 401_000; at < 401_000 + 99_000; at += 1000) left += arrivals.due(at).get('stats')?.length ?? 0;
    expect(left).toBe(10_000);
  });
});
