import { describe, expect, it } from 'vitest';
import { createMasker } from './masker';
import { restoreMasked } from './restore-masked';

const masker = createMasker({ keys: [], patterns: [] });

describe('arguments that were shown masked', () => {
  it.each([
    ['left as they were', '[1, {"password": "x"}]', '[1, {"password": "•••"}]', '[1, {"password": "x"}]'],
    [
      'set over lines',
      '{"password": "x", "n": 1}',
      '{\n  "password": "•••",\n  "n": 1\n}',
      '{"password": "x", "n": 1}',
    ],
    ['edited beside them', '{"password": "x", "n": 1}', '{"password": "•••", "n": 2}', '{"password": "x", "n": 2}'],
    ['edited in another place', '[{"pwd": "x"}, 1]', '[{"pwd": "•••"}, 2]', '[{"pwd": "x"}, 2]'],
    ['given a value', '{"password": "x"}', '{"password": "y"}', '{"password": "y"}'],
    ['emptied', '[{"pwd": "x"}]', '[]', '[]'],
  ])('and %s hold the real values again', (_how, original, edited, restored) => {
    expect(restoreMasked(edited, original, masker)).toBe(restored);
  });

  it.each([
    ['changed within', '[{"pwd": "x", "n": 1}]', '[{"pwd": "•••", "n": 2}]'],
    [
      'changed in the last digit of a large number',
      '[{"pwd": "x", "n": 12345678901234567891}]',
      '[{"pwd": "•••", "n": 12345678901234567892}]',
    ],
    ['moved to another name', '{"password": "x"}', '{"note": "•••"}'],
    ['moved to another place', '[{"pwd": "x"}, {"n": 1}]', '[{"n": 1}, {"pwd": "•••"}]'],
    ['written by hand', '{"note": "x"}', '{"note": "•••"}'],
  ])('and %s are refused', (_how, original, edited) => {
    expect(restoreMasked(edited, original, masker)).toBeNull();
  });
});

it('comes to the end of a text whose quotes never end', () => {
  const bomb = `["•••", "${'\\"'.repeat(400_000)}`;
  expect(restoreMasked(bomb, '["hunter2"]', masker)).toBeNull();
});
