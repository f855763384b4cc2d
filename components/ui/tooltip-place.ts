export type TooltipSide = 'top' | 'right' | 'bottom' | 'left';

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}
interface Size {
  readonly width: number;
  readonly height: number;
}

const GAP = 6;
const EDGE = 8;

const OPPOSITE: Readonly<Record<TooltipSide, TooltipSide>> = {
  top: 'bottom',
  bottom: 'top',
  left: 'right',
  right: 'left',
};

/** Beside its target on the wanted side, on the other one where there is no room, and never beyond the window. */
export function placeTooltip(
  target: Box,
  bubble: Size,
  room: Size,
  side: TooltipSide,
): { readonly left: number; readonly top: number } {
  const wanted = beside(target, bubble, side);
  const place = fits(wanted, bubble, room) ? wanted : beside(target, bubble, OPPOSITE[side]);
  return {
    left: clamp(place.left, EDGE, room.width - bubble.width - EDGE),
    top: clamp(place.top, EDGE, room.height - bubble.height - EDGE),
  };
}

function beside(target: Box, bubble: Size, side: TooltipSide): { readonly left: number; readonly top: number } {
  const middle = {
    left: target.left + (target.width - bubble.width) / 2,
    top: target.top + (target.height - bubble.height) / 2,
  };
  switch (side) {
    case 'top':
      return { left: middle.left, top: target.top - bubble.height - GAP };
    case 'bottom':
      return { left: middle.left, top: target.top + target.height + GAP };
    case 'left':
      return { left: target.left - bubble.width - GAP, top: middle.top };
    case 'right':
      return { left: target.left + target.width + GAP, top: middle.top };
  }
}

// Along the side it is moved into the window; across it there must be room.
function fits(place: { left: number; top: number }, bubble: Size, room: Size): boolean {
  const across = place.top >= EDGE && place.top + bubble.height <= room.height - EDGE;
  const along =
    place.left >= EDGE - bubble.width / 2 && place.left + bubble.width <= room.width - EDGE + bubble.width / 2;
  return across && along;
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
