import { describe, expect, it } from 'vitest';
import { countScale, durationScale, timeTicks } from './scale';

describe('countScale', () => {
  it.each([
    [1367, [500, 1000, 1500]],
    [1500, [500, 1000, 1500]],
    [7, [5, 10, 15]],
    [0, [1, 2, 3]],
    [2, [1, 2, 3]],
  ])('draws %s under round lines', (highest, lines) => {
    expect(countScale(highest, 3).lines).toEqual(lines);
  });

  it('always holds the highest value', () => {
    for (let highest = 0; highest < 3000; highest += 7) {
      expect(countScale(highest, 3).top).toBeGreaterThanOrEqual(highest);
    }
  });
});

describe('timeTicks', () => {
  it('stands at round times', () => {
    const from = Date.UTC(2026, 10, 20, 13, 7) / 1000;
    const ticks = timeTicks(from, from + 3540, 7);
    expect(ticks.map((at) => new Date(at * 1000).toISOString().slice(11, 16))).toEqual([
      '13:10',
      '13:20',
      '13:30',
      '13:40',
      '13:50',
      '14:00',
    ]);
  });

  it('is round in the zone of the reader', () => {
    const from = Date.UTC(2026, 10, 20, 0, 0) / 1000;
    const ticks = timeTicks(from, from + 86_400, 8, 5.5 * 3600);
    expect((ticks[0] ?? 0) % 10_800).toBe(10_800 - ((5.5 * 3600) % 10_800));
  });
});

describe('durationScale', () => {
  it('spans whole decades around what is shown', () => {
    const scale = durationScale([0.04, 2.5]);
    expect(scale.ticks).toEqual([0.01, 0.1, 1, 10]);
    expect(scale.ticks.map(scale.shareOf)).toEqual(
      [0, 1 / 3, 2 / 3, 1].map((share) => expect.closeTo(share, 9) as number),
    );
  });

  it('keeps what lies beyond it at its edges', () => {
    const scale = durationScale([0.04, 2.5]);
    expect([0, -1, 0.0001, 1e9].map(scale.shareOf)).toEqual([0, 0, 0, 1]);
  });

  it('has an axis when nothing was measured', () => {
    expect(durationScale([]).ticks.length).toBeGreaterThan(1);
  });
});
