import type { LaneRun } from './lane-runs';

export type BarLook = 'success' | 'failure' | 'retry' | 'other' | 'unknown' | 'running';

/** A bar in pixels from the left. */
export interface LaneBar {
  readonly look: BarLook;
  readonly x: number;
  readonly width: number;
}

export interface BarWindow {
  readonly from: number;
  readonly to: number;
  /** Pixels from `from` to `to`. */
  readonly width: number;
  /** Where what runs ends. */
  readonly now: number;
}

/** Room between two bars that can be told apart. */
const GAP_PX = 1;
/** What went wrong is never narrower than this. */
const LEAST_PX = 2;

/**
 * The bars of one slot, `runs` in the order of their starts. Successes that stand closer than a pixel are one bar: a
 * window may hold a hundred times more runs than pixels. What else there is lies on top and is never lost in them.
 */
export function laneBars(runs: readonly LaneRun[], window: BarWindow): readonly LaneBar[] {
  const { from, to, width, now } = window;
  const scale = width / (to - from);
  const under: { look: BarLook; x: number; width: number }[] = [];
  const over: LaneBar[] = [];
  for (const run of runs) {
    const end = run.endedAt ?? now;
    if (end < from || run.startedAt > to) continue;
    const x = Math.max(0, (run.startedAt - from) * scale);
    const right = Math.min(width, (end - from) * scale);
    const look = lookOf(run);
    if (look !== 'success') {
      over.push({ look, x: Math.min(x, width - LEAST_PX), width: Math.max(LEAST_PX, right - x) });
      continue;
    }
    const last = under.at(-1);
    if (last !== undefined && x - (last.x + last.width) < GAP_PX && (right - x < 3 || last.width < 3)) {
      last.width = Math.max(last.width, right - last.x);
      continue;
    }
    under.push({ look, x, width: Math.max(GAP_PX, right - x) });
  }
  return [...under, ...over];
}

export function lookOf({ endedAt, outcome }: Pick<LaneRun, 'endedAt' | 'outcome'>): BarLook {
  if (endedAt === null) return 'running';
  if (outcome === 'SUCCESS') return 'success';
  if (outcome === 'FAILURE') return 'failure';
  if (outcome === 'RETRY') return 'retry';
  return outcome === 'UNKNOWN' || outcome === 'LOST' || outcome === null ? 'unknown' : 'other';
}
