'use client';

import type { LaneRun } from '@/lib/workers/lane-runs';
import { MAX_LANE_ROWS } from '@/lib/workers/pack-lanes';
import { GUTTER_PX, ROW_PX } from './draw-lanes';
import { LaneTip } from './lane-tip';

interface LaneFocusProps {
  readonly from: number;
  readonly to: number;
  readonly now: number;
  readonly width: number;
  readonly run: LaneRun;
  readonly row: number | undefined;
  readonly hostname: string;
}

/** A frame around the bar, and what it is. */
export function LaneFocus({ run, row, hostname, from, to, now, width }: LaneFocusProps) {
  const scale = width / (to - from);
  const left = Math.min(width, Math.max(0, (run.startedAt - from) * scale));
  const right = Math.min(width, Math.max(0, ((run.endedAt ?? now) - from) * scale));
  if (row === undefined || row >= MAX_LANE_ROWS) return null;
  return (
    <>
      <span
        aria-hidden
        className="pointer-events-none absolute rounded-cell outline-2 outline-focus"
        style={{ left: GUTTER_PX + left, top: row * ROW_PX + 1, width: Math.max(3, right - left), height: ROW_PX - 2 }}
      />
      <LaneTip
        run={run}
        hostname={hostname}
        slot={row}
        now={now}
        x={GUTTER_PX + left}
        y={(row + 1) * ROW_PX + 4}
        width={GUTTER_PX + width}
      />
    </>
  );
}
