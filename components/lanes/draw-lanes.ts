import { laneBars, type BarLook, type BarWindow, type LaneBar } from '@/lib/workers/lane-bars';
import type { LaneRun } from '@/lib/workers/lane-runs';
import type { LanePaint } from './lane-paint';

export const ROW_PX = 16;
/** Left of the lanes, for the numbers of the slots. */
export const GUTTER_PX = 24;
const BAR_PX = 12;
const CAP_PX = 2;
/** Below this a hatch would only blur. */
const HATCHED_FROM_PX = 6;

export interface LanesDrawing extends BarWindow {
  readonly rows: readonly (readonly LaneRun[])[];
  /** Times in which nothing is known of the worker. */
  readonly unseen: readonly { readonly from: number; readonly to: number }[];
}

/** Draws the slots of one worker; one path for each look, however many bars it has. */
export function drawLanes(pen: CanvasRenderingContext2D, paint: LanePaint, drawing: LanesDrawing): void {
  const { rows, width, from, to, unseen } = drawing;
  const height = rows.length * ROW_PX;
  pen.clearRect(0, 0, width, height);
  const paths = new Map<BarLook | 'cap' | 'hatched', Path2D>();
  const pathOf = (look: BarLook | 'cap' | 'hatched'): Path2D => {
    const known = paths.get(look) ?? new Path2D();
    paths.set(look, known);
    return known;
  };
  pen.fillStyle = paint.gap;
  for (const time of unseen) {
    const x = Math.max(0, ((time.from - from) / (to - from)) * width);
    pen.fillRect(x, 0, Math.min(width, ((time.to - from) / (to - from)) * width) - x, height);
  }
  pen.fillStyle = paint.line;
  rows.forEach((row, index) => {
    const y = index * ROW_PX;
    // Idle time is a thin line, so that an empty slot can be told from none.
    pen.fillRect(0, y + ROW_PX / 2 - 0.5, width, 1);
    for (const bar of laneBars(row, drawing)) addBar(bar, y + (ROW_PX - BAR_PX) / 2, pathOf);
  });
  const fills: readonly (readonly [BarLook | 'cap' | 'hatched', string | CanvasPattern])[] = [
    ['success', paint.success.fill],
    ['cap', paint.success.cap],
    ['running', paint.running],
    ['retry', paint.retry],
    ['other', paint.other],
    ['failure', paint.failure.fill],
    ['hatched', paint.failure.hatched],
  ];
  for (const [look, fill] of fills) {
    const path = paths.get(look);
    if (path === undefined) continue;
    pen.fillStyle = fill;
    pen.fill(path);
  }
  const unknown = paths.get('unknown');
  if (unknown === undefined) return;
  pen.strokeStyle = paint.unknown;
  pen.setLineDash([3, 2]);
  pen.stroke(unknown);
  pen.setLineDash([]);
}

function addBar(bar: LaneBar, y: number, pathOf: (look: BarLook | 'cap' | 'hatched') => Path2D): void {
  // A pixel between two long ones.
  const width = bar.width > 3 ? bar.width - 1 : bar.width;
  if (bar.look === 'unknown') {
    pathOf('unknown').rect(bar.x + 0.5, y + 0.5, Math.max(1, width - 1), BAR_PX - 1);
    return;
  }
  pathOf(bar.look === 'failure' && width >= HATCHED_FROM_PX ? 'hatched' : bar.look).rect(bar.x, y, width, BAR_PX);
  if (bar.look === 'success') pathOf('cap').rect(bar.x, y, width, CAP_PX);
}
