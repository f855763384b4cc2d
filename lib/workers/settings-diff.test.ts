import { describe, expect, it } from 'vitest';
import { diffSettings, flattenSettings, settingText } from './settings-diff';

describe('diffSettings', () => {
  it('lists only what differs, the value of most first, and not set as a value of its own', () => {
    const diff = diffSettings([
      { hostname: 'a', conf: { task_acks_late: true, timezone: 'UTC' } },
      { hostname: 'b', conf: { timezone: 'UTC' } },
      { hostname: 'c', conf: { timezone: 'UTC' } },
    ]);
    expect(diff).toEqual({
      total: 2,
      differing: [
        {
          name: 'task_acks_late',
          values: [
            { text: null, workers: ['b', 'c'] },
            { text: 'True', workers: ['a'] },
          ],
        },
      ],
    });
  });

  it('sees no difference in the order of what is a set in Python', () => {
    const diff = diffSettings([
      { hostname: 'a', conf: { include: ['x', 'y'], task_routes: ['x', 'y'] } },
      { hostname: 'b', conf: { include: ['y', 'x'], task_routes: ['y', 'x'] } },
    ]);
    expect(diff.differing.map(({ name }) => name)).toEqual(['task_routes']);
  });

  it('leaves out what a configuration module merely imported', () => {
    expect(diffSettings([{ hostname: 'a', conf: { os: "<module 'os' (frozen)>", timezone: 'UTC' } }]).total).toBe(1);
  });

  it('does not take a setting named like a member of every object for set', () => {
    const diff = diffSettings([
      { hostname: 'a', conf: JSON.parse('{"constructor": 1, "__proto__": 2}') as Record<string, unknown> },
      { hostname: 'b', conf: {} },
    ]);
    expect(diff.differing.find(({ name }) => name === 'constructor')?.values).toContainEqual({
      text: null,
      workers: ['b'],
    });
  });
});

describe('settingText', () => {
  it('reads like Python', () => {
    expect([true, false, null, 4, 'x'].map(settingText)).toEqual(['True', 'False', 'None', '4', 'x']);
  });

  it('is bounded', () => {
    expect(settingText('x'.repeat(100_000)).length).toBeLessThan(2100);
  });
});

describe('flattenSettings', () => {
  it('gives nested ones a path, and keeps lists and empty objects in one line', () => {
    expect(flattenSettings({ pool: { processes: [1, 2], writes: {} }, pid: 7 })).toEqual([
      { path: 'pid', text: '7' },
      { path: 'pool.processes', text: '[1,2]' },
      { path: 'pool.writes', text: '{}' },
    ]);
  });

  it('has nothing to show of nothing, and stops at a bound', () => {
    expect(flattenSettings({})).toEqual([]);
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`k${n}`, n]));
    expect(flattenSettings(many)).toHaveLength(2000);
  });
});
