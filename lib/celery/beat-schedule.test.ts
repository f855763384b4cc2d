import { describe, expect, it } from 'vitest';
import { argumentsKey, decodeBeatSchedule, everySeconds } from './beat-schedule';

describe("beat's schedule", () => {
  it('is read from the settings of a worker', () => {
    const beat_schedule = {
      tick: { task: 'shop.add', schedule: 3, args: [1, 2] },
      mail: { task: 'shop.mail', schedule: '0:05:00', kwargs: { to: 'all' }, options: { queue: 'other', expires: 60 } },
      odd: 'shop.add',
      nameless: { schedule: 3 },
    };
    expect(decodeBeatSchedule({ beat_schedule })).toEqual([
      { name: 'tick', task: 'shop.add', key: '1, 2 {}', everySeconds: 3, expires: false },
      { name: 'mail', task: 'shop.mail', key: " {'to': 'all'}", everySeconds: 300, expires: true },
    ]);
    for (const conf of [{}, { beat_schedule: null }, { beat_schedule: [] }])
      expect(decodeBeatSchedule(conf)).toEqual([]);
  });

  it.each([
    [30, 30],
    [0, null],
    ['0:05:00', 300],
    ['1 day, 0:00:10', 86_410],
    ['0:00:00.500000', 0.5],
    ['<crontab: * * * * * (m/h/dM/MY/d)>', 60],
    ['<crontab: */15 * * * * (m/h/dM/MY/d)>', 900],
    ['<crontab: 7 * * * * (m/h/d/dM/MY)>', 3600],
    ['<crontab: */7 * * * * (m/h/dM/MY/d)>', null],
    ['<crontab: 30 2,14 * * mon-fri (m/h/dM/MY/d)>', null],
    ['<solar: sunset>', null],
    [null, null],
  ])('%s is every %s seconds', (schedule, expected) => {
    expect(everySeconds(schedule)).toBe(expected);
  });

  it('takes a list and a tuple of the same for the same', () => {
    expect(argumentsKey('[1, 2]', '{}')).toBe(argumentsKey('(1, 2)', null));
    expect(argumentsKey('(1,)', '{}')).toBe(argumentsKey('[1]', '{}'));
    expect(argumentsKey('()', '')).toBe(argumentsKey('[]', '{}'));
    expect(argumentsKey('(1, 2)', '{}')).not.toBe(argumentsKey('(1, 3)', '{}'));
  });
});
