import { expect, it } from 'vitest';
import { nearestName } from './nearest-name';

it.each([
  ['mial', ['mail', 'video'], 'mail'],
  ['emails', ['email', 'e-mails-of-all'], 'email'],
  ['Default', ['default'], 'default'],
  ['reports', ['mail', 'video'], null],
  ['a', ['b', 'abcdef'], 'b'],
  ['celery', [], null],
  ['priority-high', ['priority_high', 'priority-low'], 'priority_high'],
])('the nearest to %s of %j is %s', (name, names, nearest) => {
  expect(nearestName(name, names)).toBe(nearest);
});
