import { describe, expect, it } from 'vitest';
import { laneBars, type BarWindow } from './lane-bars';
import type { LaneRun } from './lane-runs';

const WINDOW: BarWindow = { from: 0, to: 1_000, width: 100, now: 900 };
const run = (startedAt: number, endedAt: number | null, outcome: string | null = 'SUCCESS'): LaneRun => ({
  uuid: `${startedAt}`,
  name: null,
  startedAt,
  endedAt,
  outcome: endedAt === null ? null : outcome,
});

describe('the bars of a slot', () => {
  it('are cut to the window, and what runs ends now', () => {
    expect(laneBars([run(-100, 100), run(-50, -10), run(400, null), run(1_100, null)], WINDOW)).toEqual([
      { look: 'success', x: 0, width: 10 },
      { look: 'running', x: 40, width: 50 },
    ]);
  });

  it('are no more than there are pixels, however many runs there were', () => {
    const runs = Array.from({ length: 40_000 }, (_, n) => run(n / 40, n / 40 + 0.02));
    expect(laneBars(runs, WINDOW).length).toBeLessThanOrEqual(100);
  });

  it('keep a failure among a thousand successes, wide enough to be seen', () => {
    const runs = Array.from({ length: 1_000 }, (_, n) => run(n, n + 0.5, n === 500 ? 'FAILURE' : 'SUCCESS'));
    expect(laneBars(runs, WINDOW).filter(({ look }) => look === 'failure')).toEqual([
      { look: 'failure', x: 50, width: 2 },
    ]);
  });

  it('keep long runs apart that follow each other at once', () => {
    expect(laneBars([run(0, 400), run(401, 800)], WINDOW)).toHaveLength(2);
  });

  it('tell what the outcome was', () => {
    const looks = ['SUCCESS', 'FAILURE', 'RETRY', 'REVOKED', 'UNKNOWN', 'LOST', 'PROGRESS'].map(
      (outcome) => laneBars([run(0, 500, outcome)], WINDOW)[0]?.look,
    );
    expect(looks).toEqual(['success', 'failure', 'retry', 'other', 'unknown', 'unknown', 'other']);
  });
});
