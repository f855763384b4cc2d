import { describe, expect, it } from 'vitest';
import type { LanesView } from '../api/views';
import { awayTimes, mergeLaneRuns, toLaneRuns, type LaneRuns } from './lane-runs';

function answer(
  from: number,
  to: number,
  runs: readonly [uuid: string, worker: number, start: number, end: number | null][],
) {
  const view: LanesView = {
    from,
    to,
    cutBefore: null,
    workers: [
      { hostname: 'w1', slots: 2, status: 'working' },
      { hostname: 'w2', slots: 1, status: 'idle' },
    ],
    names: ['shop.add'],
    outcomes: ['SUCCESS', 'FAILURE'],
    runs: {
      uuid: runs.map(([uuid]) => uuid),
      name: runs.map(() => 0),
      worker: runs.map(([, worker]) => worker),
      startMs: runs.map(([, , start]) => Math.round((start - from) * 1000)),
      runMs: runs.map(([, , start, end]) => (end === null ? null : Math.round((end - start) * 1000))),
      outcome: runs.map(([, , , end]) => (end === null ? -1 : 0)),
    },
  };
  return toLaneRuns(view);
}

const shown = ({ workers }: LaneRuns) =>
  Object.fromEntries(workers.map(({ hostname, runs }) => [hostname, runs.map(({ uuid, endedAt }) => [uuid, endedAt])]));

describe('runs of workers', () => {
  it('stand with their worker, by start', () => {
    const lanes = answer(100, 200, [
      ['b', 0, 150, 160],
      ['a', 0, 90, 120],
      ['c', 1, 110, null],
    ]);
    expect(shown(lanes)).toEqual({
      w1: [
        ['a', 120],
        ['b', 160],
      ],
      w2: [['c', null]],
    });
    expect(lanes.workers[0]?.runs[0]).toMatchObject({ name: 'shop.add', startedAt: 90, outcome: 'SUCCESS' });
    expect(lanes.workers[1]?.runs[0]).toMatchObject({ outcome: null });
  });

  it('go on with each answer: what ran has ended, what is new comes, what is old goes', () => {
    const before = answer(100.123, 200, [
      ['old', 0, 101, 105],
      ['runs', 0, 190.4567, null],
    ]);
    const newest = answer(195, 205, [
      ['runs', 0, 190.457, 203],
      ['new', 0, 204, null],
    ]);
    const merged = mergeLaneRuns(before, newest, 110, 100);
    expect(shown(merged).w1).toEqual([
      ['runs', 203],
      ['new', null],
    ]);
    expect(merged.knownTo).toBe(205);
  });

  it('run no longer when the last answer does not name them, and once when their start is corrected', () => {
    const before = answer(100, 200, [
      ['lost', 1, 101, null],
      ['corrected', 1, 190, null],
    ]);
    const newest = answer(195, 205, [['corrected', 1, 188.5, null]]);
    expect(shown(mergeLaneRuns(before, newest, 110, 100)).w2).toEqual([['corrected', null]]);
  });

  it('are bounded, and say from when on they are all there', () => {
    const before = answer(
      100,
      200,
      Array.from({ length: 20 }, (_, n) => [`r${n}`, n % 2, 100 + n, 101 + n]),
    );
    const merged = mergeLaneRuns(before, answer(200, 201, []), 100, 10);
    expect(merged.workers.flatMap(({ runs }) => runs)).toHaveLength(10);
    expect(merged.cutBefore).toBe(111);
    const ends = merged.workers.flatMap(({ runs }) => runs.map(({ endedAt }) => endedAt ?? 0));
    expect(Math.min(...ends)).toBeGreaterThanOrEqual(111);
  });

  it('forget that they were cut when that lies before the window', () => {
    const before = { ...answer(100, 200, []), cutBefore: 120 };
    expect(mergeLaneRuns(before, answer(200, 201, []), 119, 10).cutBefore).toBe(120);
    expect(mergeLaneRuns(before, answer(200, 201, []), 121, 10).cutBefore).toBeNull();
  });
});

describe('the time a worker is away', () => {
  const change = (at: number, what: 'started' | 'stopped' | 'lost') => ({ at, hostname: 'w1', change: what });

  it('is from a stop to the next start, or to the end', () => {
    expect(awayTimes([change(10, 'stopped'), change(20, 'started'), change(50, 'lost')], 0, 100)).toEqual([
      { from: 10, to: 20, reason: 'stopped' },
      { from: 50, to: 100, reason: 'lost' },
    ]);
  });

  it('is cut to the window, and nothing when it lies beyond', () => {
    expect(awayTimes([change(10, 'stopped'), change(20, 'started')], 15, 100)).toMatchObject([{ from: 15, to: 20 }]);
    expect(awayTimes([change(10, 'stopped'), change(20, 'started')], 30, 100)).toEqual([]);
  });

  it('is not a restart that nobody saw go', () => {
    expect(awayTimes([change(10, 'started'), change(20, 'started')], 0, 100)).toEqual([]);
  });
});
