'use client';

import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { useStatus } from '@/components/layout/use-status';
import { WorkerLink } from '@/components/ui/worker-link';
import { WorkerLabel } from '@/components/ui/worker-sign';
import { useFormat } from '@/components/ui/use-format';
import type { WorkerPageView } from '@/lib/api/page-views';
import type { EventGap } from '@/lib/cluster/cluster-status';
import { NOW_SHARE, PAST_SECONDS, shareOf } from '@/lib/workers/lane-picture';
import { LaneLine } from './lane-line';
import type { Lanes } from './use-lanes';

interface LaneBlockProps {
  readonly view: WorkerPageView;
  readonly lanes: Lanes;
  readonly starved: boolean;
  /** Shown where workers stand below each other. */
  readonly heading?: string;
  readonly linked?: boolean;
}

/** As many as the server gives. */
const MAX_RUNS = 2000;

/** The lanes of one worker. */
export function LaneBlock({ view, lanes, starved, heading, linked = false }: LaneBlockProps) {
  const t = useTranslations('worker.lanes');
  const away = useAway(view, lanes.now);
  const gaps = useGaps(lanes.now);
  const unseen = useMemo(() => (away === null ? gaps : [away, ...gaps]), [away, gaps]);
  return (
    <div>
      {heading !== undefined && (
        <div className="flex h-7.5 items-center gap-3">
          {linked ? <WorkerLink hostname={heading} /> : <b>{heading}</b>}
          <WorkerLabel status={view.worker.status} />
          <span className="truncate text-fg-3">
            <BlockNote view={view} />
          </span>
        </div>
      )}
      <div className="relative">
        {lanes.rows.length === 0 && <p className="py-2 text-fg-3">{t('empty')}</p>}
        {lanes.rows.map((row, slot) => (
          <LaneLine key={slot} slot={slot} row={row} unseen={unseen} idle={starved && row.freeFrom !== null} />
        ))}
        {lanes.rows.length > 0 && (
          <span className="pointer-events-none absolute inset-y-0 right-0 left-5 z-1">
            <span
              className="absolute -inset-y-0.5 border-l-[1.5px] border-fg"
              style={{ left: `${NOW_SHARE * 100}%` }}
            />
            {unseen.map(
              (time) =>
                time.width > 0.1 && (
                  <span
                    key={time.left}
                    className="absolute top-1/2 -translate-x-1/2 -translate-y-1/2 rounded-sm bg-canvas px-2 text-small whitespace-nowrap text-fg-2"
                    style={{ left: `${(time.left + time.width / 2) * 100}%` }}
                  >
                    {time.text}
                  </span>
                ),
            )}
          </span>
        )}
      </div>
    </div>
  );
}

function BlockNote({ view: { worker } }: { readonly view: WorkerPageView }) {
  const t = useTranslations('worker.lanes');
  if (worker.active === null || worker.concurrency === null) return null;
  const busy = t('busy', { busy: worker.active, slots: worker.concurrency });
  return worker.reserved === null ? busy : `${busy}, ${t('line', { count: worker.reserved })}`;
}

export interface Unseen {
  readonly left: number;
  readonly width: number;
  readonly text: string;
}

/** The time of the window in which nothing is known of it, with the reason. */
function useAway(view: WorkerPageView, now: number): Unseen | null {
  const t = useTranslations('worker.lanes');
  const format = useFormat();
  const { worker, lanes } = view;
  const from = now - PAST_SECONDS;
  const span = (start: number, end: number, text: string) => unseenTime(start, end, now, text);
  if (worker.status === 'gone' && worker.statusSince !== null)
    return span(worker.statusSince, now, t('gone', { at: format.clock(worker.statusSince) }));
  if (lanes.length >= MAX_RUNS && lanes[0] !== undefined)
    return span(from, lanes[0].startedAt, t('cut', { count: MAX_RUNS }));
  const startedAt = worker.uptimeSeconds === null ? null : now - worker.uptimeSeconds;
  if (startedAt !== null && startedAt > Math.max(from, worker.firstSeenAt + 1)) {
    const lastEnd = lanes
      .filter((run) => run.startedAt < startedAt)
      .reduce((last, run) => Math.max(last, Math.min(run.endedAt ?? run.startedAt, startedAt)), from);
    return span(lastEnd, startedAt, t('restarted', { at: format.clock(startedAt) }));
  }
  // Runs of a former collector are stored: then it was seen before.
  const seenAt = Math.min(worker.firstSeenAt, lanes[0]?.startedAt ?? worker.firstSeenAt);
  return seenAt > from ? span(from, seenAt, t('firstSeen', { at: format.clock(seenAt) })) : null;
}

const NO_GAPS: readonly EventGap[] = [];

/** Times without events of any worker: runs of then were not seen, which does not mean that there were none. */
function useGaps(now: number): readonly Unseen[] {
  const t = useTranslations('worker.lanes');
  const gaps = useStatus()?.collector.gaps ?? NO_GAPS;
  return useMemo(
    () => gaps.flatMap((gap) => unseenTime(gap.from, Math.min(gap.to ?? now, now), now, t(`gap.${gap.reason}`)) ?? []),
    [gaps, now, t],
  );
}

function unseenTime(from: number, to: number, now: number, text: string): Unseen | null {
  const left = shareOf(from, now);
  const width = shareOf(to, now) - left;
  return width > 0.002 ? { left, width, text } : null;
}
