import { describe, expect, it } from 'vitest';
import { rateOf } from './rate-limit';

describe('a rate limit', () => {
  it.each([
    ['10/m', 10 / 60],
    ['1/s', 1],
    ['90/h', 0.025],
    ['2.5', 2.5],
    ['0/m', null],
    ['often', null],
    ['1/d', null],
  ])('%s is %s a second', (text, expected) => {
    expect(rateOf(text)).toBe(expected);
  });
});
