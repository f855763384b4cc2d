import { GRAINS } from './kinds';

/** Rows of one grain that start in [from, to). */
export interface Span {
  readonly grain: number;
  readonly from: number;
  readonly to: number;
}

/** Epoch minutes up to which there are rows of the coarser grains. */
export interface Folded {
  readonly hours: number;
  readonly days: number;
}

/**
 * Covers the minutes [first, end) with as few rows as can be: days, hours and quarters as far as they are folded, minutes
 * for the rest. No grain coarser than `coarsest` is used, so that none crosses a bucket.
 */
export function coverSpans(first: number, end: number, folded: Folded, coarsest: number): readonly Span[] {
  const grains = [
    { grain: GRAINS.day, until: folded.days },
    { grain: GRAINS.hour, until: folded.hours },
    { grain: GRAINS.quarter, until: folded.hours },
  ].filter(({ grain }) => grain <= coarsest);
  return cover(first, end, grains);
}

// The middle by the coarsest grain, what stands before and after it by the finer ones.
function cover(
  first: number,
  end: number,
  [coarse, ...finer]: readonly { readonly grain: number; readonly until: number }[],
): readonly Span[] {
  if (first >= end) return [];
  if (coarse === undefined) return [{ grain: GRAINS.minute, from: first, to: end }];
  const { grain, until } = coarse;
  const from = Math.ceil(first / grain) * grain;
  const to = Math.floor(Math.min(end, until) / grain) * grain;
  if (from >= to) return cover(first, end, finer);
  return [...cover(first, from, finer), { grain, from, to }, ...cover(to, end, finer)];
}

/** The starts of a span's rows. */
export function startsOf({ grain, from, to }: Span): readonly number[] {
  return Array.from({ length: Math.ceil((to - from) / grain) }, (_, index) => from + index * grain);
}
