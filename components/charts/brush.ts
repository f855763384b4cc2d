/** Where the pointer or the keys stand in a plot of `count` steps, and what they mark. */
export interface Brush {
  readonly active: number | null;
  /** The other end of what is marked; null while nothing is. */
  readonly anchor: number | null;
}

export const NO_BRUSH: Brush = { active: null, anchor: null };

/** Marked steps, both ends included; null when less than two are, which is no time to zoom into. */
export function markedSteps({ active, anchor }: Brush): { readonly first: number; readonly last: number } | null {
  if (active === null || anchor === null || active === anchor) return null;
  return { first: Math.min(active, anchor), last: Math.max(active, anchor) };
}

/** The step under a point of the plot, 0 to 1 from left to right. */
export function stepAt(share: number, count: number): number {
  return Math.min(count - 1, Math.max(0, Math.floor(share * count)));
}

export interface BrushKey {
  readonly key: string;
  readonly shiftKey: boolean;
}

/** Arrows move, with Shift they mark; Escape gives up what is marked, then the place. The same brush: not its key. */
export function pressBrush(brush: Brush, { key, shiftKey }: BrushKey, count: number): Brush {
  if (key === 'Escape') {
    if (brush.anchor !== null) return { ...brush, anchor: null };
    return brush.active === null ? brush : NO_BRUSH;
  }
  const active = movedTo(key, brush.active, count - 1);
  if (active === null) return brush;
  if (!shiftKey) return { active, anchor: null };
  return { active, anchor: brush.anchor ?? brush.active ?? active };
}

function movedTo(key: string, active: number | null, last: number): number | null {
  switch (key) {
    case 'ArrowLeft':
      return active === null ? last : Math.max(0, active - 1);
    case 'ArrowRight':
      return active === null ? last : Math.min(last, active + 1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}
