'use client';

import { useTranslations } from 'use-intl';
import { StateSign, useStateWord } from '@/components/ui/state-sign';
import { TaskName } from '@/components/ui/task-name';
import { useFormat } from '@/components/ui/use-format';
import type { LaneRun } from '@/lib/workers/lane-runs';

interface LaneTipProps {
  readonly run: LaneRun;
  readonly hostname: string;
  readonly slot: number;
  readonly now: number;
  /** Px from the left and from above, in the list. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** What a bar is. */
export function LaneTip({ run, hostname, slot, now, x, y, width }: LaneTipProps) {
  const t = useTranslations('worker.lanes');
  const format = useFormat();
  const word = useStateWord();
  const state = run.endedAt === null ? 'STARTED' : (run.outcome ?? 'UNKNOWN');
  return (
    <div
      role="status"
      className="pointer-events-none absolute z-10 w-max max-w-80 rounded-lg bg-overlay px-2.5 py-2 text-small leading-4.5 shadow-overlay"
      style={{ top: y, ...(x > width / 2 ? { right: Math.max(0, width - x) } : { left: x }) }}
    >
      <p className="truncate font-[550]">
        <TaskName name={run.name} />
      </p>
      <p className="flex items-center gap-1.5">
        <StateSign state={state} /> {word(state)},{' '}
        {t(run.endedAt === null ? 'runsFor' : 'ranFor', {
          time: format.duration(Math.max(0, (run.endedAt ?? now) - run.startedAt)),
        })}
      </p>
      <p className="text-fg-2">
        {run.endedAt === null
          ? t('since', { from: format.clock(run.startedAt) })
          : t('fromTo', { from: format.clock(run.startedAt), to: format.clock(run.endedAt) })}
      </p>
      <p className="text-fg-3">{t('where', { worker: hostname, slot: slot + 1 })}</p>
      <p className="text-micro text-fg-3">{t('openHint')}</p>
    </div>
  );
}
