import { describe, expect, it } from 'vitest';
import type { ThroughputBucket } from '@/lib/api/views';
import { throughputShape } from './throughput-shape';

function bucket(minute: number, counts: Partial<ThroughputBucket> = {}): ThroughputBucket {
  return { at: minute * 60, success: 0, failure: 0, retry: 0, other: 0, partial: false, noData: false, ...counts };
}

describe('throughputShape', () => {
  it('gives what did not succeed a scale of its own', () => {
    const shape = throughputShape([bucket(0, { success: 1271, failure: 2, retry: 3 }), bucket(1, { success: 1300 })]);
    expect(shape.main.top).toBe(1500);
    expect(shape.strip.top).toBe(5);
  });

  it('sums what the bars show', () => {
    const shape = throughputShape([bucket(0, { success: 2, other: 1 }), bucket(1, { success: 3, failure: 4 })]);
    expect(shape.totals).toEqual({ success: 5, failure: 4, retry: 0, other: 1 });
  });

  it('joins neighbouring buckets without data', () => {
    const buckets = [0, 1, 2, 3, 4].map((minute) => bucket(minute, { noData: [1, 2, 4].includes(minute) }));
    expect(throughputShape(buckets).gaps).toMatchObject([
      { from: 60, to: 180, left: 0.2, width: 0.4 },
      { from: 240, to: 300, left: 0.8, width: 0.2 },
    ]);
  });
});
