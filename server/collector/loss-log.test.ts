import { describe, expect, it } from 'vitest';
import { createLossLog } from './loss-log';

function played() {
  const meter = { total: 0, started: 0 };
  const log = createLossLog({ lost: () => meter.total, seen: () => meter.started });
  /** One call a second, as the collector makes them; `lost` and `seen` are of each second. */
  let now = 1000;
  const pass = (seconds: number, lost = 0, seen = 10): ReturnType<typeof log> => {
    for (let second = 0; second < seconds; second += 1) {
      now += 1;
      meter.total += lost;
      meter.started += seen;
      log(now);
    }
    return log(now);
  };
  return { pass, meter };
}

describe('the log of losses', () => {
  it('tells nothing while nothing is lost', () => {
    expect(played().pass(300)).toEqual([]);
  });

  it('tells from when to when events were lost, and which share', () => {
    const { pass } = played();
    pass(100);
    pass(60, 1);
    const [loss, ...more] = pass(100);
    expect(more).toEqual([]);
    expect(loss?.lost).toBe(60);
    // To the ten seconds of its samples.
    expect(loss?.from).toBeGreaterThan(1080);
    expect(loss?.from).toBeLessThanOrEqual(1101);
    expect(loss?.to).toBeGreaterThanOrEqual(1160);
    expect(loss?.to).toBeLessThan(1180);
    expect((loss?.lost ?? 0) / ((loss?.lost ?? 0) + (loss?.seen ?? 0))).toBeCloseTo(0.09, 1);
  });

  it('parts two losses with a good time between them', () => {
    const { pass } = played();
    pass(20, 1);
    pass(120);
    pass(20, 2);
    expect(pass(60).map(({ lost }) => lost)).toEqual([20, 40]);
  });

  it('does not count twice what a late event had taken back', () => {
    const { pass, meter } = played();
    pass(20, 1);
    pass(20);
    meter.total -= 5;
    pass(120);
    meter.total += 5;
    expect(pass(120).map(({ lost }) => lost)).toEqual([20]);
  });

  it('forgets after a day, and keeps a bounded number', () => {
    const { pass } = played();
    for (let round = 0; round < 150; round += 1) {
      pass(1, 1);
      pass(60);
    }
    expect(pass(1).length).toBe(100);
    expect(pass(90_000)).toEqual([]);
  });
});
