import { describe, expect, it } from 'vitest';
import { depthShape } from './depth-shape';

describe('depthShape', () => {
  it('draws a lane that ran empty as zero, and no sample as a gap', () => {
    const shape = depthShape([
      { at: 0, ready: { '9': 4, '0': 1 }, unacked: 2 },
      { at: 10, ready: { '0': 3 }, unacked: 2 },
      { at: 20, ready: null, unacked: null },
    ]);
    expect(shape.lanes).toEqual(['0', '9']);
    expect(shape.points[1]?.lanes).toEqual({ '0': 3, '9': 0 });
    expect(shape.points[2]?.lanes).toBeNull();
  });

  it('knows when nothing was sampled at all', () => {
    expect(depthShape([{ at: 0, ready: null, unacked: null }]).sampled).toBe(false);
  });
});
