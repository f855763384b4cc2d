import { expect, it } from 'vitest';
import { waitSeconds } from './task';

const times = { retries: 0, sentAt: 10, receivedAt: 11, startedAt: 14, eta: null };

it('counts the wait from the eta where it lies behind the sending', () => {
  expect(waitSeconds(times)).toBe(4);
  expect(waitSeconds({ ...times, eta: 13 })).toBe(1);
});

it('is no wait below nothing when the sender tells late that it sent', () => {
  expect(waitSeconds({ ...times, sentAt: 14.02, receivedAt: 13.99 })).toBe(0);
});

it('is not known without both ends', () => {
  expect(waitSeconds({ ...times, startedAt: null })).toBeNull();
  expect(waitSeconds({ ...times, sentAt: null, receivedAt: null })).toBeNull();
});
