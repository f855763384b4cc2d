import type { WorkerRun } from '../api/page-views';
import { describe, expect, it } from 'vitest';
import { assignLanes } from './assign-lanes';
import { lanePicture, NOW_SHARE, shareOf } from './lane-picture';
import { typicalRuns, type Typical } from './typical-run';

const NOW = 10_000;
const NAME = 'shop.mail.send';
const run = (uuid: string, startedAt: number, endedAt: number | null, outcome = 'SUCCESS'): WorkerRun => ({
  uuid,
  name: NAME,
  pid: null,
  startedAt,
  endedAt,
  outcome: endedAt === null ? null : outcome,
});
const p50 = (seconds: number): ReadonlyMap<string, Typical> => new Map([[NAME, { p50: seconds, runs: 5 }]]);

function picture(
  runs: readonly WorkerRun[],
  told: {
    slots?: number;
    reserved?: readonly string[];
    typical?: ReadonlyMap<string, Typical>;
    freeElsewhere?: number;
  } = {},
) {
  return lanePicture({
    runs,
    rowOf: assignLanes(runs, null, new Map()),
    slots: told.slots ?? 1,
    reserved: (told.reserved ?? []).map((uuid) => ({ uuid, name: NAME })),
    typical: told.typical ?? new Map(),
    freeElsewhere: told.freeElsewhere ?? 0,
    now: NOW,
  });
}

describe('lanePicture', () => {
  it('ends what runs at now, which stands at two thirds', () => {
    const [row] = picture([run('a', NOW - 300, null)]).rows;
    expect(row?.bars).toMatchObject([{ look: 'running', left: 1 / 3, seconds: 300 }]);
    expect((row?.bars[0]?.left ?? 0) + (row?.bars[0]?.width ?? 0)).toBeCloseTo(NOW_SHARE);
  });

  it('draws idle slots too, and leaves out what ended before the window', () => {
    expect(picture([run('a', NOW - 900, NOW - 700)], { slots: 3 }).rows.map((row) => row.bars.length)).toEqual([
      0, 0, 0,
    ]);
  });

  it('makes one bar of runs too short and too close to be seen apart', () => {
    const runs = Array.from({ length: 50 }, (_, n) => run(`r${n}`, NOW - 100 + n * 0.5, NOW - 100 + n * 0.5 + 0.2));
    expect(picture(runs).rows[0]?.bars).toMatchObject([{ runs: 50, uuid: null, name: NAME }]);
  });

  it('never hides a failure among successes', () => {
    const bars = picture([run('a', NOW - 10, NOW - 9.8), run('b', NOW - 9.7, NOW - 9.6, 'FAILURE')]).rows[0]?.bars;
    expect(bars?.map((bar) => bar.look)).toEqual(['success', 'failure']);
  });

  it('plans what stands in line by the median, into the slot that is free first', () => {
    const { plan, rows } = picture([run('a', NOW - 10, null), run('b', NOW - 20, null)], {
      slots: 2,
      reserved: ['x', 'y', 'z'],
      typical: p50(60),
    });
    expect(plan).toEqual([
      { uuid: 'x', inSeconds: 40 },
      { uuid: 'y', inSeconds: 50 },
      { uuid: 'z', inSeconds: 100 },
    ]);
    expect(rows.map((row) => row.bars.filter((bar) => bar.look === 'next').length).sort()).toEqual([1, 2]);
  });

  it('plans the line once more with the free slots of others', () => {
    const told = { reserved: ['x', 'y', 'z'], typical: p50(60) };
    const { plan, shared } = picture([run('a', NOW - 10, null)], { ...told, freeElsewhere: 2 });
    expect(plan.map(({ inSeconds }) => inSeconds)).toEqual([50, 110, 170]);
    expect(shared?.map(({ inSeconds }) => inSeconds)).toEqual([0, 0, 50]);
    expect(picture([], told).shared).toBeNull();
  });

  it('plans nothing while the end of a running task is not known', () => {
    const { plan, rows } = picture([run('a', NOW - 10, null)], { reserved: ['x'] });
    expect(plan).toEqual([{ uuid: 'x', inSeconds: null }]);
    expect(rows[0]?.freeFrom).toBeNull();
  });

  it('counts the slots that it does not draw', () => {
    const { rows, hiddenRows } = picture([], { slots: 100 });
    expect([rows.length, hiddenRows]).toEqual([64, 36]);
  });
});

describe('shareOf', () => {
  it('stays within the picture', () => {
    expect([shareOf(NOW - 9999, NOW), shareOf(NOW, NOW), shareOf(NOW + 9999, NOW)]).toEqual([0, NOW_SHARE, 1]);
  });
});

describe('typicalRuns', () => {
  it('is the median of a type with five runs and more, whatever still runs', () => {
    const runs = [1, 2, 3, 4, 100].map((seconds, n) => run(`r${n}`, 0, seconds));
    expect(typicalRuns([...runs, run('now', 0, null)]).get(NAME)).toEqual({ p50: 3, runs: 5 });
    expect(typicalRuns(runs.slice(1)).size).toBe(0);
  });
});
