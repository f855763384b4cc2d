import { describe, expect, it } from 'vitest';
import { fitsEmailRule, parseEmailRule } from './email-rule';

const fits = (rule: string, email: string) => {
  const parsed = parseEmailRule(rule);
  return parsed !== null && fitsEmailRule(parsed, email);
};

describe('Flower’s rule for e-mail addresses', () => {
  it.each([
    ['me@good.com', 'me@good.com'],
    ['me@good.com', 'Me@Good.com'],
    ['me@good.com|you@good.com', 'you@good.com'],
    ['.*@good.com', 'anybody@good.com'],
    ['.*@good\\.com', 'anybody@good.com'],
    ['ops-.*@good.com', 'ops-night@good.com'],
  ])('%s lets in %s', (rule, email) => expect(fits(rule, email)).toBe(true));

  it.each([
    ['me@good.com', 'me@good.com.evil.com'],
    ['me@good.com', 'xme@good.com'],
    ['me@good.com', 'me@goodxcom'],
    ['me@good.com|you@good.com', 'me@good.com|you@good.com'],
    ['.*@good.com', 'me@good.com.evil.com'],
    ['.*@good.com', 'me@evil.com@good.com'],
    ['.*@good.com', 'me@goodxcom'],
    ['.*@good.com', '@good.com'],
    ['.*@good.com', 'me@good.com\n'],
    ['.*@good.com', '"me@evil.com"@good.com'],
    ['ops-.*@good.com', 'night@good.com'],
  ])('%s keeps out %s', (rule, email) => expect(fits(rule, email)).toBe(false));

  it.each([
    '',
    '.*',
    '.*@',
    '.*@.*',
    'a@b|',
    '*@good.com',
    'me@good.com|.*@evil.com',
    '(a|b)@good.com',
    'a b@good.com',
  ])('is not %s', (rule) => expect(parseEmailRule(rule)).toBeNull());
});
