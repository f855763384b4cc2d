import { describe, expect, it } from 'vitest';
import {
  formatAge,
  formatBytes,
  formatClock,
  formatCount,
  formatDuration,
  formatEstimate,
  formatRate,
  formatShare,
  formatTotal,
} from './format';

/** Expectations are written with plain spaces; the texts hold no-break ones. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('formatDuration', () => {
  it.each([
    [0, '0 s'],
    [0.0002, '<1 ms'],
    [0.086, '86 ms'],
    [0.9996, '1.0 s'],
    [4.21, '4.2 s'],
    [9.96, '10 s'],
    [41, '41 s'],
    [59.6, '1 m'],
    [281, '4 m 41 s'],
    [3599.7, '1 h'],
    [4920, '1 h 22 m'],
    [86_399, '1 d'],
    [273_600, '3 d 4 h'],
    [-3.2, 'clock skew 3.2 s'],
  ])('writes %s seconds as %s', (seconds, text) => {
    expect(plain(formatDuration(seconds))).toBe(text);
  });

  it('writes Korean units without a space', () => {
    expect(plain(formatDuration(281, 'ko'))).toBe('4분 41초');
  });
});

describe('formatEstimate', () => {
  it.each([
    [3.4, '~3 s'],
    [283, '~4 m 40 s'],
    [598, '~10 m'],
    [2231, '~37 m'],
    [0, '~0 s'],
    [-5, '~0 s'],
  ])('rounds %s seconds to %s', (seconds, text) => {
    expect(plain(formatEstimate(seconds))).toBe(text);
  });
});

describe('formatAge', () => {
  it('counts whole seconds and never goes below zero', () => {
    expect(plain(formatAge(3.9))).toBe('3 s');
    expect(plain(formatAge(-2))).toBe('0 s');
  });

  it('shows tenths where the age should be seen to tick', () => {
    expect(plain(formatAge(0.42, { precise: true }))).toBe('0.4 s');
    expect(plain(formatAge(12.4, { precise: true }))).toBe('12 s');
  });
});

describe('formatCount', () => {
  it.each([
    [0, '0'],
    [77_851, '77,851'],
    [99_999, '99,999'],
    [128_400, '128 k'],
    [999_600, '1.0 M'],
    [1_234_567, '1.2 M'],
    [45_000_000, '45 M'],
    [2_500_000_000, '2.5 G'],
  ])('writes %s as %s', (value, text) => {
    expect(plain(formatCount(value))).toBe(text);
  });

  it('marks a count that is not exact', () => {
    expect(formatCount(4200, { exact: false })).toBe('~4,200');
  });
});

describe('formatTotal', () => {
  it('says of a count that stopped that there are at least so many', () => {
    expect(formatTotal({ value: 4200, exact: true })).toBe('4,200');
    expect(plain(formatTotal({ value: 50_000, exact: false }))).toBe('≥ 50,000');
  });
});

describe('formatRate', () => {
  it.each([
    [0, '0'],
    [22.31, '22.3/s'],
    [412.2, '412/s'],
    [0.1, '0.1/s'],
    [0.0067, '0.4/min'],
    [3 / 3600, '3/h'],
    [0.0001, '<1/h'],
  ])('writes %s per second as %s', (perSecond, text) => {
    expect(plain(formatRate(perSecond))).toBe(text);
  });
});

describe('formatShare', () => {
  it.each([
    [0, '0 %'],
    [0.00001, '<0.01 %'],
    [0.00048, '0.05 %'],
    [0.0952, '9.52 %'],
    [0.31, '31 %'],
    [0.998, '>99 %'],
    [1, '100 %'],
  ])('writes the ratio %s as %s', (ratio, text) => {
    expect(plain(formatShare(ratio))).toBe(text);
  });
});

describe('formatBytes', () => {
  it.each([
    [812, '812 B'],
    [548_000_000, '548 MB'],
    [6_400_000_000, '6.4 GB'],
    [999_700_000, '1.0 GB'],
  ])('writes %s bytes as %s', (bytes, text) => {
    expect(plain(formatBytes(bytes))).toBe(text);
  });
});

describe('formatClock', () => {
  const at = Date.UTC(2026, 10, 20, 14, 21, 4) / 1000;

  it('shows only the time on the same day of the chosen zone', () => {
    expect(formatClock(at, { timeZone: 'UTC', now: at + 60 })).toBe('14:21:04');
    expect(formatClock(at, { timeZone: 'Asia/Seoul', now: at + 60 })).toBe('23:21:04');
  });

  it('adds the date on another day and the year in another year', () => {
    expect(plain(formatClock(at, { timeZone: 'UTC', now: at + 86_400 }))).toBe('20 Nov 14:21');
    expect(plain(formatClock(at, { timeZone: 'UTC', now: at + 86_400 * 60 }))).toBe('20 Nov 2026 14:21');
  });

  it('names date and zone when it does not know what day it is', () => {
    expect(plain(formatClock(at, { timeZone: 'UTC' }))).toBe('20 Nov 14:21:04 UTC');
  });

  it('writes midnight as 00 and survives a timestamp out of range', () => {
    const midnight = Date.UTC(2026, 10, 20) / 1000;
    expect(formatClock(midnight, { timeZone: 'UTC', now: midnight })).toBe('00:00:00');
    expect(() => formatClock(1e20, { timeZone: 'UTC', now: at })).not.toThrow();
  });
});
