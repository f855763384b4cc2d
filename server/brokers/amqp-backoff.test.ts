import { describe, expect, it } from 'vitest';
import { backoffMs, pause } from './amqp-backoff';

describe('backoff', () => {
  it('doubles from a quarter of a second and never exceeds ten', () => {
    expect([1, 2, 3, 6, 7, 1000].map((attempt) => backoffMs(attempt, 1))).toEqual([
      250, 500, 1000, 8000, 10_000, 10_000,
    ]);
  });

  it('spreads over the upper half, so that many clients come back at different times', () => {
    expect(backoffMs(7, 0)).toBe(5000);
    expect(backoffMs(7, 0.5)).toBe(7500);
  });

  it('ends at once when it is no longer wanted', async () => {
    const stop = new AbortController();
    const waiting = pause(3_600_000, stop.signal);
    stop.abort();
    await waiting;
    await pause(3_600_000, stop.signal);
  });
});
