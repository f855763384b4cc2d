import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeHistogram } from './encode-histogram';
import { histogramOf, mergeHistograms, quantiles } from './histogram';
import { HistogramSum } from './histogram-sum';

const seconds = fc.oneof(
  fc.double({ min: 0, max: 1e7, noNaN: true }),
  fc.constant(0),
  fc.double({ min: 0, max: 2, noNaN: true }),
);
const SHARES = [0, 0.1, 0.5, 0.95, 0.99, 1];

describe('the sum of stored histograms', () => {
  it('has the quantiles of all their values together', () => {
    fc.assert(
      fc.property(fc.array(fc.array(seconds, { maxLength: 40 }), { maxLength: 6 }), (parts) => {
        const histograms = parts.map((part) => histogramOf(part));
        const sum = new HistogramSum();
        for (const histogram of histograms) expect(sum.add(encodeHistogram(histogram))).toBe(true);
        const merged = mergeHistograms(histograms);
        expect(sum.count).toBe(merged.count);
        expect(sum.quantiles(SHARES)).toEqual(quantiles(merged, SHARES));
        expect(sum.mean ?? 0).toBeCloseTo(merged.count === 0 ? 0 : merged.sum / merged.count, 6);
      }),
    );
  });

  it('adds nothing of what is no histogram', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 40 }),
        fc.array(seconds, { minLength: 1, maxLength: 9 }),
        (bytes, values) => {
          const sum = new HistogramSum();
          sum.add(encodeHistogram(histogramOf(values)));
          const before = [sum.count, ...sum.quantiles(SHARES)];
          const encoded = encodeHistogram(histogramOf(values));
          expect(sum.add(encoded.subarray(0, encoded.length - 1))).toBe(false);
          expect(sum.add(Uint8Array.of(9, ...bytes))).toBe(false);
          expect([sum.count, ...sum.quantiles(SHARES)]).toEqual(before);
        },
      ),
    );
  });

  it('counts values by steps', () => {
    const sum = new HistogramSum();
    sum.add(encodeHistogram(histogramOf([0, 0.5, 0.6, 3, 3.1, 50])));
    expect(sum.steps([0.1, 1, 10])).toEqual([1, 2, 2]);
    expect(sum.longest).toBeGreaterThanOrEqual(50);
    expect(sum.longest).toBeLessThan(51.1);
    expect(new HistogramSum().steps([1, 2])).toEqual([0, 0]);
    expect(new HistogramSum().longest).toBeNull();
  });
});
