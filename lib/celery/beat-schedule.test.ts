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

  it("knows a task's whole floats again, which the settings of a worker came without", () => {
    const conf = (args: string, kwargs = '{}'): unknown =>
      JSON.parse(`{"beat_schedule": {"tick": {"task": "t", "schedule": 5, "args": ${args}, "kwargs": ${kwargs}}}}`);
    const keyOf = (args: string, kwargs?: string) =>
      decodeBeatSchedule(conf(args, kwargs) as Record<string, unknown>)[0]?.key;
    expect(argumentsKey('(9.0,)', '{}')).toBe(keyOf('[9.0]'));
    expect(argumentsKey('(-2.0, 0.5, 1e+16, 1e-07)', null)).toBe(keyOf('[-2.0, 0.5, 1e16, 1e-07]'));
    expect(argumentsKey('()', "{'rate': [3.0]}")).toBe(keyOf('[]', '{"rate": [3.0]}'));
    expect(argumentsKey("('9.0',)", '{}')).toBe(keyOf('["9.0"]'));
    expect(argumentsKey("('9.0',)", '{}')).not.toBe(argumentsKey("('9',)", '{}'));
    expect(argumentsKey('(9.5,)', '{}')).not.toBe(argumentsKey('(9,)', '{}'));
  });

  it('takes a list and a tuple of the same for the same', () => {
    expect(argumentsKey('[1, 2]', '{}')).toBe(argumentsKey('(1, 2)', null));
    expect(argumentsKey('(1,)', '{}')).toBe(argumentsKey('[1]', '{}'));
    expect(argumentsKey('()', '')).toBe(argumentsKey('[]', '{}'));
    expect(argumentsKey('(1, 2)', '{}')).not.toBe(argumentsKey('(1, 3)', '{}'));
  });
});
