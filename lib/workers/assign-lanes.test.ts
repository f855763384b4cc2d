import type { WorkerRun } from '../api/page-views';
import { describe, expect, it } from 'vitest';
import { assignLanes, laneKey } from './assign-lanes';

const run = (uuid: string, startedAt: number, endedAt: number | null, pid: number | null = null): WorkerRun => ({
  uuid,
  name: 'shop.mail.send',
  pid,
  startedAt,
  endedAt,
  outcome: endedAt === null ? null : 'SUCCESS',
});

const rowsOf = (runs: readonly WorkerRun[], mainPid: number | null = null, before = new Map<string, number>()) => {
  const rows = assignLanes(runs, mainPid, before);
  return runs.map((one) => rows.get(laneKey(one)));
};

describe('assignLanes', () => {
  it('lays runs that overlap into rows of their own, and others into the first free one', () => {
    expect(rowsOf([run('a', 0, 10), run('b', 5, 8), run('c', 9, 12), run('d', 10, null)])).toEqual([0, 1, 1, 0]);
  });

  it('gives each pool process one row, even while it is idle between two runs', () => {
    const runs = [run('a', 0, 1, 11), run('b', 2, 3, 12), run('c', 4, 5, 11)];
    expect(rowsOf(runs, 10)).toEqual([0, 1, 0]);
  });

  it('gives a new process the row of one that has ended', () => {
    expect(rowsOf([run('a', 0, 1, 11), run('b', 2, 3, 12)], 10)).toEqual([0, 0]);
  });

  it('takes the main process for no process of the pool', () => {
    expect(rowsOf([run('a', 0, 10, 10), run('b', 5, 8, 10)], 10)).toEqual([0, 1]);
  });

  it('takes the main process of before a restart for none either', () => {
    expect(rowsOf([run('a', 0, 10, 10), run('b', 5, 8, 10), run('c', 20, 21, 99)], 99)).toEqual([0, 1, 0]);
  });

  it('keeps every run in the row it had, when an older one has left the window', () => {
    const [a, b, c] = [run('a', 0, 10), run('b', 5, 20), run('c', 12, 15)];
    const before = assignLanes([a, b, c], null, new Map());
    const after = assignLanes([b, c], null, before);
    expect([before.get(laneKey(b)), after.get(laneKey(b))]).toEqual([1, 1]);
    expect(after.has(laneKey(a))).toBe(false);
  });

  it('tells two runs of one task apart', () => {
    expect(rowsOf([run('a', 0, null), run('a', 5, null)])).toEqual([0, 1]);
  });
});
