import { GRAINS } from './schema';

/** Rows of one grain that start in [from, to). */
export interface Span {
  readonly grain: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Covers the minutes [first, end) with as few rows as can be: hours and quarters up to `folded` (the first minute that is
 * not in them yet), minutes for the rest. No grain coarser than `coarsest` is used, so that none crosses a bucket.
 */
export function coverSpans(first: number, end: number, folded: number, coarsest: number): readonly Span[] {
  const spans: Span[] = [];
  let at = first;
  const take = (grain: number, to: number): void => {
    if (to > at) spans.push({ grain, from: at, to });
    at = Math.max(at, to);
  };
  const quarters = Math.min(end, floorTo(folded, GRAINS.quarter));
  if (coarsest >= GRAINS.quarter && ceilTo(at, GRAINS.quarter) < quarters) {
    take(GRAINS.minute, ceilTo(at, GRAINS.quarter));
    const hours = floorTo(quarters, GRAINS.hour);
    if (coarsest >= GRAINS.hour && ceilTo(at, GRAINS.hour) < hours) {
      take(GRAINS.quarter, ceilTo(at, GRAINS.hour));
      take(GRAINS.hour, hours);
    }
    take(GRAINS.quarter, floorTo(quarters, GRAINS.quarter));
  }
  take(GRAINS.minute, end);
  return spans;
}

/** The starts of a span's rows. */
export function startsOf({ grain, from, to }: Span): readonly number[] {
  return Array.from({ length: Math.ceil((to - from) / grain) }, (_, index) => from + index * grain);
}

function floorTo(minute: number, grain: number): number {
  return Math.floor(minute / grain) * grain;
}

function ceilTo(minute: number, grain: number): number {
  return Math.ceil(minute / grain) * grain;
}
