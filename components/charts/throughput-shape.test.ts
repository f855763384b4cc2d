import { describe, expect, it } from 'vitest';
import type { ThroughputBucket } from '@/lib/api/views';
import { bucketAt, steppedBucket, throughputShape } from './throughput-shape';

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
    expect(throughputShape(buckets).gaps).toEqual([
      { first: 1, last: 2 },
      { first: 4, last: 4 },
    ]);
  });
});

describe('bucketAt', () => {
  it('stays inside the plot', () => {
    expect(bucketAt(-0.1, 60)).toBe(0);
    expect(bucketAt(0.5, 60)).toBe(30);
    expect(bucketAt(1, 60)).toBe(59);
  });
});

describe('steppedBucket', () => {
  it('begins at the newest and stops at both ends', () => {
    expect(steppedBucket('ArrowLeft', null, 60)).toBe(59);
    expect(steppedBucket('ArrowRight', 59, 60)).toBe(59);
    expect(steppedBucket('ArrowLeft', 0, 60)).toBe(0);
    expect(steppedBucket('Escape', 4, 60)).toBeNull();
  });
});
