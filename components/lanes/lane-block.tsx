'use client';

import { memo, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { WorkerLink } from '@/components/ui/worker-link';
import { WorkerLabel } from '@/components/ui/worker-sign';
import { runKey, type LaneRun, type WorkerRuns } from '@/lib/workers/lane-runs';
import type { PackedLanes } from '@/lib/workers/pack-lanes';
import { GUTTER_PX, ROW_PX } from './draw-lanes';
import { LaneCanvas } from './lane-canvas';
import { LaneFocus } from './lane-focus';

const HEAD_PX = 30;

interface LaneBlockProps {
  readonly worker: WorkerRuns;
  readonly packed: PackedLanes;
  readonly from: number;
  readonly to: number;
  readonly now: number;
  readonly width: number;
  readonly unseen: readonly { readonly from: number; readonly to: number }[];
  /** The run that is looked at, when it is one of these. */
  readonly cursor: LaneRun | null;
  /** Left out where the page is the worker's own. */
  readonly heading: boolean;
}

/** The slots of one worker. Far from the screen it is only as high as they are. */
export const LaneBlock = memo(function LaneBlock({ worker, packed, heading, cursor, ...window }: LaneBlockProps) {
  const t = useTranslations('worker.lanes');
  const box = useRef<HTMLDivElement>(null);
  const near = useNearScreen(box);
  const { rows, hiddenRows } = packed;
  return (
    <div ref={box} data-worker={worker.hostname}>
      {heading && (
        <div className="flex items-center gap-3" style={{ height: HEAD_PX }}>
          <WorkerLink hostname={worker.hostname} />
          {worker.status !== null && <WorkerLabel status={worker.status} />}
          <span className="truncate text-small text-fg-3 max-md:hidden">
            {t('ranHere', { runs: worker.runs.length })}
          </span>
        </div>
      )}
      {rows.length === 0 && <p className="py-1 text-fg-3">{t('nothingHere')}</p>}
      <div data-rows className="relative flex" style={{ height: rows.length * ROW_PX }}>
        <ol className="shrink-0 text-micro leading-4 text-fg-3" style={{ width: GUTTER_PX }}>
          {near &&
            rows.map((row, slot) => <SlotNumber key={slot} slot={slot} runs={row.length} running={isRunning(row)} />)}
        </ol>
        {near && window.width > 0 && <LaneCanvas rows={rows} {...window} />}
        {cursor !== null && (
          <LaneFocus run={cursor} row={packed.rowOf.get(runKey(cursor))} hostname={worker.hostname} {...window} />
        )}
      </div>
      {hiddenRows > 0 && <p className="text-small text-fg-3">{t('hidden', { count: hiddenRows })}</p>}
    </div>
  );
});

function SlotNumber({
  slot,
  runs,
  running,
}: {
  readonly slot: number;
  readonly runs: number;
  readonly running: boolean;
}) {
  const t = useTranslations('worker.lanes');
  return (
    <li style={{ height: ROW_PX }}>
      <span aria-hidden>{slot + 1}</span>
      <span className="sr-only">{t('slot', { slot: slot + 1, runs, running: running ? 'yes' : 'no' })}</span>
    </li>
  );
}

function isRunning(row: PackedLanes['rows'][number]): boolean {
  return row.some(({ endedAt }) => endedAt === null);
}

/** True from when the element comes within a screen of being seen. */
function useNearScreen(box: React.RefObject<HTMLElement | null>): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    if (box.current === null) return;
    const observer = new IntersectionObserver((entries) => setNear(entries.at(-1)?.isIntersecting ?? false), {
      rootMargin: '100%',
    });
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [box]);
  return near;
}
