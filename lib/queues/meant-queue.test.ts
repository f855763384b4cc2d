import { expect, it } from 'vitest';
import { meantQueue } from './meant-queue';

it.each([
  ['emials', ['emails', 'video'], 'emails'],
  ['e-mails', ['emails'], 'emails'],
  ['Default', ['default'], 'default'],
  ['part1', ['part2'], null],
  ['reports', ['mail', 'video'], null],
  ['a', ['b'], null],
  ['celery', [], null],
])('%s of %j was meant to be %s', (name, consumed, meant) => {
  expect(meantQueue(name, consumed)).toBe(meant);
});
