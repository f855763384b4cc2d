import { describe, expect, it } from 'vitest';
import { createRate } from './rate';

describe('createRate', () => {
  it('means over the window', () => {
    const rate = createRate(10);
    for (let second = 100; second < 110; second += 1) rate.add(second, 5);
    expect(rate.perSecond(109.9)).toBeCloseTo(5, 0);
  });

  it('means over the time that has passed when it is younger than its window', () => {
    const rate = createRate(60);
    rate.add(100, 10);
    rate.add(101, 10);
    expect(rate.perSecond(102)).toBeCloseTo(10, 5);
  });

  it('forgets what left the window, also after a long pause', () => {
    const rate = createRate(10);
    rate.add(100, 1000);
    expect(rate.perSecond(112)).toBe(0);
    rate.add(1e6, 3);
    rate.add(1e6 + 500, 1);
    expect(rate.buckets(1e6 + 500, 3, 1)).toEqual([0, 0, 1]);
  });

  it('counts times that run backwards in the newest second', () => {
    const rate = createRate(10);
    rate.add(200, 1);
    rate.add(150, 1);
    expect(rate.buckets(200, 2, 1)).toEqual([0, 2]);
  });

  it('sums buckets, the newest last', () => {
    const rate = createRate(300);
    for (let second = 0; second < 40; second += 1) rate.add(1000 + second);
    expect(rate.buckets(1039, 5, 10)).toEqual([0, 10, 10, 10, 10]);
  });
});
