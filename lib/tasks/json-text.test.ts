import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import { checkJson } from './json-text';

describe('checkJson', () => {
  it('accepts what JSON.stringify writes', () => {
    fc.assert(fc.property(fc.array(fc.jsonValue()), (value) => checkJson(JSON.stringify(value), 'array') === null));
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        (value) => checkJson(JSON.stringify(value, null, 2), 'object') === null,
      ),
    );
  });

  it('agrees with JSON.parse on broken texts', () => {
    const broken = fc
      .tuple(fc.jsonValue(), fc.nat(), fc.constantFrom('', ',', ']', '"', '}', 'x', '0', ' '))
      .map(([value, at, piece]) => {
        const text = `[${JSON.stringify(value)}]`;
        const cut = at % text.length;
        return text.slice(0, cut) + piece + text.slice(cut + 1);
      });
    fc.assert(
      fc.property(broken, (text) => {
        let parses = true;
        try {
          parses = Array.isArray(JSON.parse(text));
        } catch {
          parses = false;
        }
        return (checkJson(text, 'array') === null) === parses;
      }),
    );
  });

  it.each([
    ['[1, 2', 'array', 'closing', 1, 6],
    ['[1 2]', 'array', 'comma', 1, 4],
    ["['a']", 'array', 'value', 1, 2],
    ['{\n  "a": 1,\n  b: 2\n}', 'object', 'key', 3, 3],
    ['{"a" 1}', 'object', 'colon', 1, 6],
    ['["a\nb"]', 'array', 'string', 1, 2],
    ['[1] x', 'array', 'trailing', 1, 5],
    ['{}', 'array', 'not-array', 1, 1],
    ['[]', 'object', 'not-object', 1, 1],
    ['  ', 'array', 'empty', 1, 1],
    ['[True]', 'array', 'value', 1, 2],
  ] as const)('places the error of %s', (text, expected, reason, line, column) => {
    expect(checkJson(text, expected)).toMatchObject({ reason, line, column });
  });

  it('does not mind numbers beyond what a float holds', () => {
    expect(checkJson('[12345678901234567890123]', 'array')).toBeNull();
  });

  it('refuses nesting without end instead of running out of stack', () => {
    expect(checkJson('['.repeat(100_000), 'array')?.reason).toBe('depth');
  });
});
