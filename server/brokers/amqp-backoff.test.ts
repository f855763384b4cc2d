import { describe, expect, it } from 'vitest';
import { backoffMs } from './amqp-backoff';

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
});
