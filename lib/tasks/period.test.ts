import { describe, expect, it } from 'vitest';
import { freezePeriod, inputSeconds, inputText, periodSeconds, relativeSeconds, steppedPeriod } from './period';

describe('period', () => {
  it('reads relative texts and nothing else', () => {
    expect(relativeSeconds('-1h')).toBe(3600);
    expect(relativeSeconds('-90s')).toBe(90);
    expect(relativeSeconds('1h')).toBeNull();
    expect(relativeSeconds('now')).toBeNull();
  });

  it('knows the length only of what ends now', () => {
    expect(periodSeconds({ from: '-24h', to: '' })).toBe(86_400);
    expect(periodSeconds({ from: '-24h', to: '1700000000' })).toBeNull();
    expect(periodSeconds({ from: '', to: '' })).toBeNull();
  });

  it('freezes relative ends for an action', () => {
    expect(freezePeriod({ from: '-1h', to: '' }, 10_000)).toEqual({ from: '6400', to: '10000' });
    expect(freezePeriod({ from: '', to: 'now' }, 10_000)).toEqual({ from: '', to: '10000' });
    expect(freezePeriod({ from: '5', to: '6' }, 10_000)).toEqual({ from: '5', to: '6' });
  });

  it('reads what a date field gives', () => {
    expect(inputSeconds('2026-11-20T14:06', false)).toBe(new Date(2026, 10, 20, 14, 6).getTime() / 1000);
    expect(inputSeconds('2026-11-20T14:06', true)).toBe(Date.UTC(2026, 10, 20, 14, 6) / 1000);
    expect(inputSeconds('yesterday', true)).toBeNull();
  });

  it('gives a date field what it reads back', () => {
    const at = Date.UTC(2026, 6, 1, 23, 59, 7) / 1000;
    expect(inputText(at + 0.9, true)).toBe('2026-07-01T23:59:07');
    for (const utc of [true, false]) expect(inputSeconds(inputText(at, utc), utc)).toBe(at);
  });

  it('steps by its own length, and not into the future', () => {
    const now = 1_700_000_000;
    const ago = (seconds: number): string => String(now - seconds);
    expect(steppedPeriod({ from: '-1h', to: '' }, -1, now)).toEqual({ from: ago(7_200), to: ago(3_600) });
    expect(steppedPeriod({ from: '-1h', to: '' }, 1, now)).toBeNull();
    expect(steppedPeriod({ from: ago(900), to: ago(600) }, 1, now)).toEqual({ from: ago(600), to: ago(300) });
    expect(steppedPeriod({ from: ago(400), to: ago(100) }, 1, now)).toEqual({ from: ago(300), to: ago(0) });
    expect(steppedPeriod({ from: '', to: '' }, -1, now)).toBeNull();
  });
});
