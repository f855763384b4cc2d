const MAX_CELLS = 32;
const MAX_TICKS = 32;
const CELL_AND_GAP = 12;
const BAR_WIDTH = 94;

interface SlotNumbers {
  readonly slots: number | null;
  readonly running: number | null;
  readonly reserved: number | null;
  readonly scheduled: number | null;
  readonly widest: number;
}

export interface DrawnSlots {
  readonly cells: number;
  readonly busy: number;
  /** Share of busy slots when there are too many for cells; null when cells are drawn. */
  readonly bar: number | null;
  /** The slot column in pixels, the same for all workers shown together. */
  readonly slotsWidth: number;
  readonly reservedTicks: number;
  readonly scheduledTicks: number;
}

/** How many cells and ticks to draw: at most 32 of each, the rest is told by the number beside. */
export function drawSlots({ slots, running, reserved, scheduled, widest }: SlotNumbers): DrawnSlots {
  const total = slots ?? 0;
  const busy = Math.min(running ?? 0, total);
  const many = total > MAX_CELLS;
  const reservedTicks = Math.min(reserved ?? 0, MAX_TICKS);
  const column = Math.min(Math.max(widest, many ? 0 : total), MAX_CELLS) * CELL_AND_GAP - 2;
  return {
    cells: many ? 0 : total,
    busy,
    bar: many ? busy / total : null,
    slotsWidth: Math.max(
      0,
      widest > MAX_CELLS || many ? Math.max(BAR_WIDTH, many ? 0 : total * CELL_AND_GAP - 2) : column,
    ),
    reservedTicks,
    scheduledTicks: Math.min(scheduled ?? 0, MAX_TICKS - reservedTicks),
  };
}
