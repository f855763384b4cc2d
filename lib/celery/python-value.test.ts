import { describe, expect, it } from 'vitest';
import { exceptionRepr, pythonRepr } from './python-value';

describe("Python's repr", () => {
  it.each([
    [null, 'None'],
    [[true, false, 1.5], '[True, False, 1.5]'],
    [{ a: "it's" }, `{'a': "it's"}`],
    [`both ' and "`, `'both \\' and "'`],
    ['a\\b\n\u0001é🐢', "'a\\\\b\\n\\x01é🐢'"],
  ])('of %j is %s', (value, repr) => expect(pythonRepr(value)).toBe(repr));
});

describe('a stored exception', () => {
  it('is written as Python shows it', () => {
    const stored = { exc_type: 'ValueError', exc_message: ['no stock', 3], exc_module: 'builtins' };
    expect(exceptionRepr(stored)).toBe("ValueError('no stock', 3)");
    expect(exceptionRepr({ exc_type: 'KeyError', exc_message: 'a' })).toBe("KeyError('a')");
    expect(exceptionRepr({ exc_type: 'Empty', exc_message: [] })).toBe('Empty()');
  });

  it('is none where it has no type', () => expect(exceptionRepr('text')).toBeNull());
});
