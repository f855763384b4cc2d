import { GRAINS } from './kinds';
import type { StoredSums } from './series-row';

/** Where folding stands: the row that was added last to the coarser ones. It is stored with what it did. */
export interface FoldPosition {
  readonly minute: number;
  readonly kind: number;
  readonly key: number;
  readonly sub: number;
}
export type FoldedRow = StoredSums & Omit<FoldPosition, 'minute'>;

// A minute may change for ten minutes (lib/metrics/series.ts); one that was folded before its last change would be wrong.
const SETTLED_MINUTES = 13;
const SPARE_MINUTES = 2;
const AFTER_ALL = 99;
// Few enough that a flush does not notice, enough that four flushes a second keep up with 5,000 names of each kind.
export const ROWS_A_STEP = 300;

/** Rows of which grain are added to those of which others; `table` holds the position. */
export const FOLDS = {
  minutes: { table: 'folded', source: GRAINS.minute, targets: [GRAINS.quarter, GRAINS.hour] },
  hours: { table: 'folded_hour', source: GRAINS.hour, targets: [GRAINS.day] },
} as const;
export type FoldOf = (typeof FOLDS)[keyof typeof FOLDS];

export const NOTHING_FOLDED: FoldPosition = { minute: -1, kind: AFTER_ALL, key: 0, sub: 0 };

/** All rows that start up to `minute` are folded. */
export const foldedUpTo = (minute: number): FoldPosition => ({ minute, kind: AFTER_ALL, key: 0, sub: 0 });
/** The rows that start at `minute` are next. */
export const foldedBefore = (minute: number): FoldPosition => ({ minute, kind: -1, key: 0, sub: 0 });

/** Nothing of the position's own start is left. */
export function isStartDone(at: FoldPosition): boolean {
  return at.kind === AFTER_ALL;
}

export function isFoldedUpTo(at: FoldPosition, settled: number): boolean {
  return at.minute > settled || (at.minute === settled && isStartDone(at));
}

/** The minute up to which all is folded. */
export function foldedMinutes(at: FoldPosition, source: number): number {
  if (at === NOTHING_FOLDED) return 0;
  return isStartDone(at) ? at.minute + source : at.minute;
}

/** The last minute that can't change any more, at this time (epoch seconds). */
export function settledMinute(settledAt: number): number {
  return Math.floor(settledAt / 60) - SETTLED_MINUTES;
}

/** The last hour of which all minutes are folded. */
export function settledHour(minutesDone: number): number {
  return floorTo(minutesDone, GRAINS.hour) - GRAINS.hour;
}

/**
 * From where on quarters and hours, and from where on days, are to be made anew, for minutes that were folded change
 * again: the clock was set back. Else null.
 */
export function rewoundTo(
  reached: number,
  settled: number,
): { readonly minutes: number; readonly hours: number } | null {
  if (reached <= settled + SPARE_MINUTES) return null;
  return { minutes: floorTo(settled, GRAINS.hour), hours: floorTo(settled, GRAINS.day) };
}

export function floorTo(minute: number, grain: number): number {
  return Math.floor(minute / grain) * grain;
}
