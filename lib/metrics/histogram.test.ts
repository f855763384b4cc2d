import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeHistogram, encodeHistogram } from './encode-histogram';
import { EMPTY_HISTOGRAM, histogramOf, mergeHistograms, quantile } from './histogram';

const seconds = fc.double({ min: 0.001, max: 2_592_000, noNaN: true });
const samples = fc.array(seconds, { minLength: 1, maxLength: 300 });

describe('a histogram of durations', () => {
  it('gives every quantile within one percent of the value at that rank', () => {
    fc.assert(
      fc.property(samples, fc.double({ min: 0, max: 1, noNaN: true }), (values, q) => {
        const sorted = values.toSorted((a, b) => a - b);
        const exact = sorted[Math.max(1, Math.ceil(q * sorted.length)) - 1] ?? NaN;
        const found = quantile(histogramOf(values), q) ?? NaN;
        expect(Math.abs(found - exact) / exact).toBeLessThanOrEqual(0.01);
      }),
    );
  });

  it('gives the same answer for a merge as for all the values together', () => {
    fc.assert(
      fc.property(fc.array(samples, { maxLength: 6 }), (parts) => {
        const merged = mergeHistograms(parts.map(histogramOf));
        const union = histogramOf(parts.flat());
        expect(new Map([...merged.buckets].sort())).toEqual(new Map([...union.buckets].sort()));
        expect(merged.count).toBe(union.count);
        expect(merged.sum).toBeCloseTo(union.sum, 3);
      }),
    );
  });

  it('survives its encoding', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(seconds, fc.constant(0))), (values) => {
        const histogram = histogramOf(values);
        expect(decodeHistogram(encodeHistogram(histogram))).toEqual(histogram);
      }),
    );
  });

  it('keeps counts beyond 32 bits through its encoding', () => {
    const huge = { count: 2 ** 40 + 3, sum: 1.5, zero: 3, buckets: new Map([[7, 2 ** 40]]) };
    expect(decodeHistogram(encodeHistogram(huge))).toEqual(huge);
  });

  it('reads today what version 1 wrote', () => {
    const stored = Uint8Array.from([1, 0, 0, 0, 0, 0, 0, 4, 64, 1, 2, 220, 2, 2, 35, 1]);
    expect(decodeHistogram(stored)).toEqual({
      count: 4,
      sum: 2.5,
      zero: 1,
      buckets: new Map([
        [0, 2],
        [35, 1],
      ]),
    });
  });

  it('refuses bytes that are no histogram, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const decoded = decodeHistogram(bytes);
        expect(decoded === null || bytes[0] === 1).toBe(true);
      }),
    );
    const whole = encodeHistogram(histogramOf([0.2, 3, 70]));
    expect(decodeHistogram(whole.subarray(0, whole.length - 1))).toBeNull();
    expect(decodeHistogram(Uint8Array.of(2))).toBeNull();
  });

  it('counts what lies outside its range in the nearest bucket and ignores what is no number', () => {
    const histogram = histogramOf([1e-9, 1e12, NaN, Infinity, -5]);
    expect(histogram.count).toBe(3);
    expect(histogram.zero).toBe(1);
    expect(quantile(histogram, 0.5)).toBeCloseTo(0.001, 4);
    expect(quantile(histogram, 1)).toBeGreaterThan(2_500_000);
  });

  it('has no quantile when it is empty', () => {
    expect(quantile(EMPTY_HISTOGRAM, 0.5)).toBeNull();
  });
});
