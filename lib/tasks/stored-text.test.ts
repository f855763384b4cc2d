import { describe, expect, it } from 'vitest';
import { toStoredText } from './stored-text';

describe('toStoredText', () => {
  it('writes what is stored as JSON, with nothing to add', () => {
    expect(toStoredText({ total: 9007199254740991, lines: [1.5, 'ä'] })).toEqual({
      text: '{\n  "total": 9007199254740991,\n  "lines": [\n    1.5,\n    "ä"\n  ]\n}',
      shown: '{\n  "total": 9007199254740991,\n  "lines": [\n    1.5,\n    "ä"\n  ]\n}',
      isMasked: false,
      isRounded: false,
    });
  });

  it('writes a result of None as null', () => {
    expect(toStoredText(null).text).toBe('null');
    expect(toStoredText(undefined).text).toBe('null');
  });

  it('tells numbers that were rounded, however deep', () => {
    expect(toStoredText([{ id: JSON.parse('12345678901234567890') as unknown }]).isRounded).toBe(true);
    expect(toStoredText(['12345678901234567890']).isRounded).toBe(false);
  });

  it('tells that something was masked', () => {
    expect(toStoredText({ password: '•••' }).isMasked).toBe(true);
  });

  it('shows the beginning of what is too long and keeps the whole for a copy', () => {
    const { text, shown } = toStoredText('x'.repeat(300_000));
    expect(text).toHaveLength(300_002);
    expect(shown).toHaveLength(100_000);
    expect(text.startsWith(shown)).toBe(true);
  });
});
