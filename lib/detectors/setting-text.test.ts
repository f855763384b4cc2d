import { describe, expect, it } from 'vitest';
import { pythonText, shellWord } from './setting-text';

describe('what may be copied', () => {
  it('keeps plain names as they are', () => {
    expect(shellWord('w1@alpha.example-1')).toBe('w1@alpha.example-1');
    expect(pythonText('shop.mail')).toBe('"shop.mail"');
  });

  it('leaves no name that does more than name', () => {
    expect(shellWord("a'; rm -rf ~ #")).toBe(String.raw`'a'\''; rm -rf ~ #'`);
    expect(shellWord('a\nreboot')).toBe("'a?reboot'");
    expect(shellWord('--purge')).toBe("'--purge'");
    expect(pythonText('a"\n]')).toBe(String.raw`"a\"?]"`);
  });
});
