import { describe, expect, it } from 'vitest';
import { barsOf, linePath } from './sparkline-shape';

describe('barsOf', () => {
  it('draws zero as a tick, something small higher than zero, and a gap where nothing was measured', () => {
    const bars = barsOf([0, 1, null, 1000], 40, 20);
    expect(bars).toHaveLength(3);
    expect(bars[0]).toMatchObject({ zero: true, height: 1 });
    expect(bars[1]).toMatchObject({ zero: false, height: 1.5 });
    expect(bars[2]).toMatchObject({ x: 30, height: 19 });
  });

  it('draws nothing but ticks when all is zero', () => {
    expect(barsOf([0, 0], 10, 20).every((bar) => bar.zero && bar.height === 1)).toBe(true);
  });
});

describe('linePath', () => {
  it('breaks the line where nothing was measured', () => {
    expect(linePath([1, 2, null, 3, 4], 40, 20)).toHaveLength(2);
    expect(linePath([null, null], 40, 20)).toHaveLength(0);
  });
});
