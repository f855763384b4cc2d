import { describe, expect, it } from 'vitest';
import type { DepthBucket } from '@/lib/api/views';
import { depthShape, stackLanes } from './depth-shape';

const BUCKETS: readonly DepthBucket[] = [
  { at: 0, ready: { '9': 3, '0': 3, '3': 0 }, unacked: 2 },
  { at: 10, ready: { '0': 3 }, unacked: 2 },
  { at: 20, ready: null, unacked: null },
];

describe('depthShape', () => {
  it('draws a lane that ran empty as zero, and no sample as a gap', () => {
    const shape = depthShape(BUCKETS, false);
    expect(shape.points[1]?.lanes).toEqual({ '0': 3, '3': 0, '9': 0 });
    expect(shape.points[2]?.lanes).toBeNull();
  });

  it('has the lanes in the order in which the broker serves them', () => {
    expect(depthShape(BUCKETS, false).lanes).toEqual(['0', '3', '9']);
    expect(depthShape(BUCKETS, true).lanes).toEqual(['9', '3', '0']);
  });

  it('knows when nothing was sampled at all', () => {
    expect(depthShape([{ at: 0, ready: null, unacked: null }], false).sampled).toBe(false);
  });

  it('leaves room for whatever is highest', () => {
    expect(depthShape(BUCKETS, false).scale.top).toBeGreaterThanOrEqual(5);
    expect(depthShape([{ at: 0, ready: { all: 1 }, unacked: 40 }], false).scale.top).toBeGreaterThanOrEqual(40);
  });
});

describe('stackLanes', () => {
  it('puts each lane on those that are served before it', () => {
    const shape = depthShape(BUCKETS, true);
    const [first, second, third] = stackLanes(shape);
    expect(first).toMatchObject({ lane: '9', low: [0, 0, null], high: [0.5, 0, null] });
    expect(second).toMatchObject({ lane: '3', low: first?.high, high: first?.high });
    expect(third).toMatchObject({
      lane: '0',
      low: second?.high,
      high: [1, 0.5, null],
    });
  });
});
