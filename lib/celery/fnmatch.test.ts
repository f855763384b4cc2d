import { describe, expect, it } from 'vitest';
import { globMatches } from './fnmatch';

describe("Python's fnmatch", () => {
  it.each([
    ['shop.*', ['shop.', 'shop.add', 'shop.a.b'], ['shop', 'workshop.a']],
    ['*.add', ['shop.add', '.add'], ['shop.addition', 'add']],
    ['a?c*', ['abc', 'a.cd'], ['ac', 'abd']],
    ['[a-c]*', ['a', 'cx'], ['d', '']],
    ['[!a-c]*', ['d'], ['a', '']],
    ['[]]*', [']x'], ['[x']],
    ['[a*', ['[a', '[ab'], ['a']],
    ['*', ['', 'anything\nat all'], []],
  ])('%s', (glob, taken, left) => {
    expect([...taken, ...left].filter((text) => globMatches(glob, text))).toEqual(taken);
  });

  it('is quick where stars are many', () => {
    expect(globMatches('*a'.repeat(200), 'a'.repeat(199))).toBe(false);
  });
});
