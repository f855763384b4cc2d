import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { laneWidths } from './lane-widths';

describe('laneWidths', () => {
  it('keeps a lane with one message visible beside a lane with thousands', () => {
    const [first, second, third] = laneWidths([1, 0, 5000], 100);
    expect(first).toBe(3);
    expect(second).toBe(0);
    expect(third).toBeCloseTo(96);
  });

  it('makes a lane thin that the others leave too little', () => {
    const widths = laneWidths([1, 1, 1, 32, 968], 100);
    expect(widths.slice(0, 4)).toEqual([3, 3, 3, 3]);
    expect(widths[4]).toBeCloseTo(84);
  });

  it('draws nothing in an empty queue', () => {
    expect(laneWidths([0, 0], 100)).toEqual([0, 0]);
  });

  it('never draws more than the width, and nothing that has messages under 3 px', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 1e6 }), { minLength: 1, maxLength: 10 }), (counts) => {
        const widths = laneWidths(counts, 100);
        const drawn = widths.filter((width) => width > 0);
        expect(drawn.reduce((sum, width) => sum + width, 0) + Math.max(0, drawn.length - 1)).toBeLessThanOrEqual(
          100.001,
        );
        for (const [index, width] of widths.entries()) expect(width >= 2.999).toBe((counts[index] ?? 0) > 0);
      }),
    );
  });
});
