import { describe, expect, it } from 'vitest';
import { linePath, stairArea, stairPath } from './line-path';

describe('a line', () => {
  it('goes through the middles of its steps, from below', () => {
    expect(linePath([0, 0.5, 1], 30, 10)).toBe('M5 10L15 5L25 0');
  });

  it('breaks at a gap, and draws a point that stands alone', () => {
    expect(linePath([0, 0, null, 1, null], 50, 10)).toBe('M5 10L15 10M32 0h6');
  });
});

describe('stairs', () => {
  it('last as long as their steps, and begin anew after a gap', () => {
    expect(stairPath([0, 1, null, 0.5], 40, 10)).toBe('M0 10H10V0H20M30 5H40');
  });

  it('fill the area between two of them, and nothing where they meet or are not known', () => {
    expect(stairArea([0, 0, null, 1], [1, 0, 1, 1], 40, 10)).toBe('M0 10V0H10V10Z');
  });
});
