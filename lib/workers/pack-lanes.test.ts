import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runKey, type LaneRun } from './lane-runs';
import { MAX_LANE_ROWS, packLanes, runAt } from './pack-lanes';

const NOTHING: ReadonlyMap<string, number> = new Map();
const run = (uuid: string, startedAt: number, endedAt: number | null): LaneRun => ({
  uuid,
  name: null,
  startedAt,
  endedAt,
  outcome: endedAt === null ? null : 'SUCCESS',
});

describe('packLanes', () => {
  it('never lays two runs over each other, and takes no more rows than ran at once', () => {
    const interval = fc.record({ start: fc.integer({ min: 0, max: 200 }), length: fc.integer({ min: 1, max: 40 }) });
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 60 }), (intervals) => {
        const runs = intervals
          .map(({ start, length }, index) => run(`r${index}`, start, start + length))
          .sort((a, b) => a.startedAt - b.startedAt);
        const { rows } = packLanes(runs, 0, NOTHING);
        for (const row of rows)
          row.forEach((one, index) =>
            expect(one.startedAt).toBeGreaterThanOrEqual((row[index - 1]?.endedAt ?? 0) - 0.05),
          );
        const atOnce = runs.map(
          ({ startedAt }) => runs.filter((one) => one.startedAt <= startedAt && (one.endedAt ?? 0) > startedAt).length,
        );
        expect(rows.length).toBe(Math.max(0, ...atOnce));
      }),
    );
  });

  it('has a row for each slot, also for those that ran nothing', () => {
    expect(packLanes([run('a', 0, 1)], 4, NOTHING).rows.map(({ length }) => length)).toEqual([1, 0, 0, 0]);
  });

  it('leaves each run in its row while the window moves on', () => {
    const runs = [run('a', 0, 10), run('b', 2, null), run('c', 11, 12)];
    const first = packLanes(runs, 2, NOTHING);
    const later = packLanes([...runs.slice(1), run('d', 13, 14)], 2, first.rowOf);
    for (const [key, row] of later.rowOf) if (first.rowOf.has(key)) expect(row).toBe(first.rowOf.get(key));
    expect(later.rowOf.get(runKey(run('d', 13, 14)))).toBe(0);
  });

  it('takes a slot anew that is handed on within milliseconds', () => {
    expect(packLanes([run('a', 0, 10.03), run('b', 10, 20)], 0, NOTHING).rows).toHaveLength(1);
  });

  it('does not make a slot more than there are for events that cross', () => {
    const runs = [run('a', 0, 10), run('b', 0, 12), run('c', 9.5, 14)];
    expect(packLanes(runs, 2, NOTHING).rows.map((row) => row.map(({ uuid }) => uuid))).toEqual([['a', 'c'], ['b']]);
    expect(packLanes(runs, 0, NOTHING).rows).toHaveLength(3);
    expect(packLanes([...runs.slice(0, 2), run('d', 3, 14)], 2, NOTHING).rows).toHaveLength(3);
  });

  it('is bounded, and says how many rows it hides', () => {
    const runs = Array.from({ length: 100 }, (_, n) => run(`r${n}`, n, null));
    const { rows, hiddenRows } = packLanes(runs, 4, NOTHING);
    expect(rows).toHaveLength(MAX_LANE_ROWS);
    expect(hiddenRows).toBe(100 - MAX_LANE_ROWS);
  });
});

describe('runAt', () => {
  const row = [run('a', 0, 10), run('b', 20, 21), run('c', 30, null)];
  const at = (time: number, slack = 1): string | null => {
    const index = runAt(row, time, slack, 100);
    return index === null ? null : (row[index]?.uuid ?? null);
  };

  it('is the run under the pointer, up to now for one that runs', () => {
    expect([5, 20.5, 99].map((time) => at(time))).toEqual(['a', 'b', 'c']);
  });

  it('is the nearest within reach, and nothing beyond', () => {
    expect([10.9, 19.5, 15, 29.5].map((time) => at(time))).toEqual(['a', 'b', null, 'c']);
    expect(runAt([], 5, 100, 10)).toBeNull();
  });
});
