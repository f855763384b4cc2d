import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refill, share, spend, startPace } from './pace';

describe('the pace of a job', () => {
  it('never lets more through than the rate times the time, and five seconds’ worth that was saved', () => {
    const steps = fc.array(fc.record({ wait: fc.double({ min: 0, max: 20, noNaN: true }), most: fc.nat(2_000) }));
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 500, noNaN: true }), steps, (rate, waits) => {
        let [pace, now, done] = [startPace(rate, 0), 0, 0];
        for (const { wait, most } of waits) {
          now += wait;
          pace = refill(pace, rate, now);
          const count = share(pace, most);
          pace = spend(pace, count);
          done += count;
        }
        expect(done).toBeLessThanOrEqual(rate * now + Math.max(1, 5 * rate) + 1e-6);
      }),
    );
  });

  it('comes to less than one a second as well', () => {
    let [pace, done] = [startPace(0.1, 0), 0];
    for (let now = 1; now <= 100; now += 1) {
      pace = refill(pace, 0.1, now);
      const count = share(pace, 10);
      pace = spend(pace, count);
      done += count;
    }
    expect(done).toBeGreaterThanOrEqual(9);
    expect(done).toBeLessThanOrEqual(11);
  });

  it('does not go back when a clock does', () => {
    expect(share(refill(startPace(10, 100), 10, 50), 100)).toBe(10);
  });
});
