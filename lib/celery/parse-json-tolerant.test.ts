import { expect, it } from 'vitest';
import { parseJsonTolerant } from './parse-json-tolerant';

it('reads bare NaN and Infinity as null and leaves those in strings alone', () => {
  expect(parseJsonTolerant('{"a": NaN, "b": [-Infinity, Infinity], "c": "NaN \\" Infinity"}')).toEqual({
    a: null,
    b: [null, null],
    c: 'NaN " Infinity',
  });
});

it('fails as JSON.parse does on anything else', () => {
  expect(() => parseJsonTolerant('{"a": NaNo}')).toThrow(SyntaxError);
  expect(() => parseJsonTolerant('')).toThrow(SyntaxError);
});
