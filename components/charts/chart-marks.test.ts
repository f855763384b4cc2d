import { describe, expect, it } from 'vitest';
import type { MarksView } from '@/lib/api/marks-view';
import { bandsBetween, groupMarks, marksBetween } from './chart-marks';

const NONE: MarksView = { gaps: [], losses: [], workers: [], actions: [], cut: 0 };
const started = (at: number) => ({ at, hostname: `w${at}`, change: 'started' as const });

describe('marks', () => {
  it('are those of the plot, workers and actions by time', () => {
    const action = {
      id: 'a',
      name: 'revoke' as const,
      at: 150,
      actor: 'ada',
      subject: { kind: 'task' as const, id: 't' },
      outcome: 'done' as const,
      count: 1,
    };
    const view = { ...NONE, workers: [started(300), started(100), started(400)], actions: [action] };
    expect(marksBetween(view, 100, 400).map(({ kind, at }) => [kind, at])).toEqual([
      ['worker', 100],
      ['action', 150],
      ['worker', 300],
    ]);
  });

  it('that stand too close become one group, which stays where it began', () => {
    const marks = marksBetween({ ...NONE, workers: [0, 1, 2, 3, 4, 50].map(started) }, 0, 100);
    expect(groupMarks(marks, 0, 100, 0.03).map(({ position, marks: { length } }) => [position, length])).toEqual([
      [0, 3],
      [0.03, 2],
      [0.5, 1],
    ]);
  });
});

describe('bands', () => {
  it('are cut to the plot and left out beyond it', () => {
    const gaps = [
      { from: 0, to: 120, reason: 'broker-lost' as const },
      { from: 190, to: 900, reason: null },
      { from: 20, to: 90, reason: null },
    ];
    expect(bandsBetween({ ...NONE, gaps }, 100, 200)).toMatchObject([
      { kind: 'gap', from: 100, to: 120, left: 0, width: 0.2, reason: 'broker-lost' },
      { kind: 'gap', from: 190, to: 200, left: 0.9, width: 0.1 },
    ]);
  });

  it('tell which share was lost', () => {
    const losses = [{ from: 110, to: 130, lost: 12, seen: 988 }];
    expect(bandsBetween({ ...NONE, losses }, 100, 200)).toMatchObject([{ kind: 'loss', share: 0.012 }]);
  });
});
