import { describe, expect, it } from 'vitest';
import { decodeRedbeatEntry } from './redbeat-entry';

const entry = { name: 'tick', task: 'shop.add', args: [1, 2], kwargs: {}, options: {}, enabled: true };
const decode = (told: object) => decodeRedbeatEntry(JSON.stringify({ ...entry, ...told }));

describe('an entry of redbeat', () => {
  it.each([
    [{ __type__: 'interval', every: 5.0, relative: false }, 5],
    [{ __type__: 'crontab', minute: '*/5', hour: '*', day_of_week: '*', day_of_month: '*', month_of_year: '*' }, 300],
    [{ __type__: 'crontab', minute: 7, hour: '*', day_of_week: '*', day_of_month: '*', month_of_year: '*' }, 3600],
    [{ __type__: 'crontab', minute: '0', hour: '4', day_of_week: '*', day_of_month: '*', month_of_year: '*' }, null],
    [{ __type__: 'rrule', freq: 5 }, null],
    ['often', null],
  ])('%j comes every %s seconds', (schedule, every) => {
    expect(decode({ schedule })).toMatchObject({ name: 'tick', task: 'shop.add', key: '1, 2 {}', everySeconds: every });
  });

  it('tells whether its messages expire', () => {
    expect(decode({ options: { expires: 30 } })?.expires).toBe(true);
  });

  it('that is switched off, or of another shape, is none', () => {
    expect(decode({ enabled: false })).toBeNull();
    expect(decode({ task: 7 })).toBeNull();
    for (const text of ['', '[]', 'null', '{"name": "tick"}', '{']) expect(decodeRedbeatEntry(text)).toBeNull();
  });
});
