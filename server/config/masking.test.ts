import { describe, expect, it } from 'vitest';
import { readConfig } from '../config';
import { maskerOf } from './masking';

const read = (...args: string[]) => readConfig({ args, env: {}, readFile: () => '' });
const masked = (text: string, ...args: string[]): string => maskerOf(read(...args)).text(text);

describe('the options of masking', () => {
  it('mask by names and patterns of one’s own, beside those that hold anyhow', () => {
    const text = "{'licence': 'a', 'note': 'order AB-1234', 'pwd': 'b'}";
    expect(masked(text)).toBe("{'licence': 'a', 'note': 'order AB-1234', 'pwd': •••}");
    const own = ['--mask-keys', 'licence', '--mask-keys', '-pwd', '--mask-patterns', String.raw`[A-Z]{2}-\d{4}`];
    expect(masked(text, ...own)).toBe("{'licence': •••, 'note': 'order •••', 'pwd': 'b'}");
    expect(masked(text, '--no-mask')).toBe(text);
  });

  it.each([
    ['--mask-patterns', '(', 'must be regular expressions of RE2'],
    ['--mask-patterns', '(a)\\1', 'must be regular expressions of RE2'],
    ['--mask-patterns', 'x*', 'must not match an empty text'],
    ['--mask-patterns', 'x'.repeat(1001), 'must be shorter'],
    ['--mask-keys', 'a,,b', 'must be names'],
    ['--mask-keys', '*', 'must be names'],
  ])('refuse %s %.20s', (option, value, why) => {
    expect(() => read(option, value)).toThrow(why);
  });

  it('come to an end where a pattern would try everything on a text made for that', () => {
    const text = `${'a'.repeat(100_000)}!`;
    expect(masked(text, '--mask-patterns', '(a+)+$\n(a|aa)+b\n(.*)*x')).toBe(text);
  });
});
