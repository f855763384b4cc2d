import { describe, expect, it } from 'vitest';
import { momentOf } from './zone-time';

const at = (text: string): number => Date.parse(`${text}Z`) / 1000;

describe('what the clocks of a zone show', () => {
  it.each([
    ['2026-07-01T12:00:00', 'Europe/Paris', '2026-07-01T10:00:00'],
    ['2026-12-01T12:00:00', 'Europe/Paris', '2026-12-01T11:00:00'],
    ['2026-12-01T12:00:00', 'Asia/Kolkata', '2026-12-01T06:30:00'],
    ['2026-12-01T12:00:00', 'America/New_York', '2026-12-01T17:00:00'],
    ['2026-10-25T02:30:00', 'Europe/Paris', '2026-10-25T00:30:00'],
    ['2026-12-01T12:00:00', 'UTC', '2026-12-01T12:00:00'],
    ['2026-12-01T12:00:00', 'Nowhere/Else', '2026-12-01T12:00:00'],
  ])('%s in %s is %s in UTC', (wall, zone, moment) => expect(momentOf(at(wall), zone)).toBe(at(moment)));

  it('keeps fractions of a second', () => {
    expect(momentOf(at('2026-07-01T12:00:00') + 0.25, 'Europe/Paris')).toBe(at('2026-07-01T10:00:00') + 0.25);
  });
});
