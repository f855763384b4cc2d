import { describe, expect, it } from 'vitest';
import { timeShown } from './time-window';

describe('the time of a page', () => {
  it.each(['15m', '1h', '6h', '24h', '7d'])('is the last %s', (period) => {
    expect(timeShown({ from: `-${period}`, to: '' })).toMatchObject({ period, params: { period }, ends: null });
    expect(timeShown({ from: `-${period}`, to: 'now' })).toMatchObject({ period });
  });

  it('is what two ends enclose, in seconds or as dates', () => {
    expect(timeShown({ from: '1800000000', to: '1800000600' })).toMatchObject({
      period: null,
      params: { from: '1800000000', to: '1800000600' },
    });
    expect(timeShown({ from: '2027-01-15T08:00Z', to: '2027-01-15T09:00Z' }).ends).toEqual({
      from: 1_800_000_000,
      to: 1_800_003_600,
    });
  });

  it.each([
    { from: '', to: '' },
    { from: '-3h', to: '-1h' },
    { from: '1800000600', to: '1800000000' },
    { from: '1800000600', to: '' },
    { from: 'x', to: 'y' },
  ])('is the last hour where the URL means nothing: %j', (text) => {
    expect(timeShown(text)).toMatchObject({ period: '1h', params: { period: '1h' }, text: { from: '-1h', to: '' } });
  });
});
