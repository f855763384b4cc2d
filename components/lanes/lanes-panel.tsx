'use client';

import { useRouter } from 'next/navigation';
import { useMemo, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { groupMarks, marksBetween } from '@/components/charts/chart-marks';
import { MARK_PX, MarkRules, PlotMarks } from '@/components/charts/plot-marks';
import { TimeAxis } from '@/components/charts/time-axis';
import { useNow } from '@/components/live/use-now';
import { useView } from '@/components/live/use-view';
import type { TimeChoice } from '@/components/time/use-time-shown';
import { ErrorPanel } from '@/components/ui/error-panel';
import { taskHref } from '@/components/ui/hrefs';
import { LoadingRows } from '@/components/ui/skeleton';
import { useFormat } from '@/components/ui/use-format';
import { useWidth } from '@/components/ui/use-width';
import type { MarksView } from '@/lib/api/marks-view';
import { relativeSeconds } from '@/lib/tasks/period';
import { awayTimes, type LaneRuns } from '@/lib/workers/lane-runs';
import { GUTTER_PX } from './draw-lanes';
import { LaneBlock } from './lane-block';
import { useLaneCursor } from './use-lane-cursor';
import { useLanesData } from './use-lanes-data';
import { usePacked } from './use-packed';

interface LanesPanelProps {
  readonly time: TimeChoice;
  /** One worker, on its own page; null: all that `matches`. */
  readonly worker: string | null;
  readonly matches?: (hostname: string) => boolean;
}

/** Who ran what when: one row for each slot, all workers on one axis of time. */
const ALL = (): boolean => true;

export function LanesPanel({ time, worker, matches = ALL }: LanesPanelProps) {
  const t = useTranslations('worker.lanes');
  const { lanes, error, retry } = useLanesData(time, worker);
  if (lanes === null)
    return error === null ? (
      <LoadingRows rows={6} />
    ) : (
      <ErrorPanel title={t('failedToRead')} detail={error.detail} onRetry={retry} />
    );
  return (
    <>
      {error !== null && <ErrorPanel title={t('failedToRead')} detail={error.detail} onRetry={retry} />}
      <Lanes lanes={lanes} time={time} worker={worker} matches={matches} />
    </>
  );
}

interface LanesProps extends Required<LanesPanelProps> {
  readonly lanes: LaneRuns;
}

function Lanes({ lanes, time, worker, matches }: LanesProps) {
  const t = useTranslations('worker.lanes');
  const format = useFormat();
  const router = useRouter();
  const list = useRef<HTMLDivElement>(null);
  const width = Math.max(0, useWidth(list) - GUTTER_PX);
  const ticking = useNow({ everyMs: 2000 });
  const { from, to, now } = shownTime(time, Math.max(ticking, lanes.knownTo));
  const workers = useMemo(() => lanes.workers.filter(({ hostname }) => matches(hostname)), [lanes.workers, matches]);
  const packed = usePacked(workers, JSON.stringify([time.text, worker]));
  const marks = useView('marks', time.params).value;
  const cutTo = lanes.cutBefore !== null && lanes.cutBefore > from ? lanes.cutBefore : null;
  const unseenOf = useUnseen(marks, cutTo);
  const groups = useMemo(() => {
    if (marks === undefined || width === 0) return [];
    const shown = new Set(workers.map(({ hostname }) => hostname));
    const mine = marksBetween(marks, from, to).filter((mark) => mark.kind === 'action' || shown.has(mark.hostname));
    return groupMarks(mine, from, to, MARK_PX / width);
  }, [marks, workers, from, to, width]);
  const { cursor, drag, handlers } = useLaneCursor({
    list,
    workers,
    packed,
    from,
    to,
    now,
    width,
    onOpen: (uuid) => router.push(taskHref(uuid)),
    onZoom: time.zoom,
    onBack: time.back,
  });
  if (workers.length === 0) return <p className="px-6 py-4 text-fg-3 max-md:px-4">{t('noWorker')}</p>;
  const scale = width / (to - from);
  return (
    <div className="px-6 pb-4 max-md:px-4">
      <div className="sticky top-topbar z-10 bg-canvas pt-1" style={{ paddingLeft: GUTTER_PX }}>
        {groups.length > 0 && <PlotMarks groups={groups} onZoom={null} />}
        <TimeAxis from={from} to={to} now={time.ends === null ? now : undefined} />
      </div>
      {cutTo !== null && (
        <p role="status" className="mb-1 text-small text-severity-warning">
          {t('cutBefore', { at: format.clock(cutTo) })}
        </p>
      )}
      <div
        ref={list}
        role="group"
        aria-label={t('label')}
        tabIndex={0}
        {...handlers}
        className="relative touch-pan-y -outline-offset-1 select-none"
      >
        {workers.map((shown) => (
          <LaneBlock
            key={shown.hostname}
            worker={shown}
            packed={packed.get(shown.hostname) ?? NO_LANES}
            from={from}
            to={to}
            now={now}
            width={width}
            unseen={unseenOf(shown.hostname)}
            cursor={cursor?.hostname === shown.hostname ? cursor.run : null}
            heading={worker === null}
          />
        ))}
        <span className="pointer-events-none absolute inset-y-0 right-0" style={{ left: GUTTER_PX }}>
          <MarkRules groups={groups} />
          {drag !== null && (
            <span
              className="absolute inset-y-0 border-x border-accent bg-accent/15"
              style={{ left: (drag.from - from) * scale, width: (drag.to - drag.from) * scale }}
            >
              <span className="sticky top-24 left-0 inline-block rounded-md bg-overlay px-2 py-1 text-small whitespace-nowrap shadow-overlay">
                {t('fromTo', { from: format.clock(drag.from), to: format.clock(drag.to) })},{' '}
                {format.duration(drag.to - drag.from)}
              </span>
            </span>
          )}
        </span>
      </div>
    </div>
  );
}

const NO_LANES = { rows: [], hiddenRows: 0, rowOf: new Map<string, number>() };

function shownTime({ ends, text }: TimeChoice, now: number): { from: number; to: number; now: number } {
  if (ends !== null) return { ...ends, now: Math.min(now, ends.to) };
  return { from: now - (relativeSeconds(text.from) ?? 0), to: now, now };
}

/** Times of which nothing is known or drawn: for all of them, and those that a worker was away. */
function useUnseen(marks: MarksView | undefined, cutTo: number | null) {
  // Lists that are the same stay the same objects, or every canvas would be drawn anew.
  return useMemo(() => {
    const cut = cutTo === null ? [] : [{ from: 0, to: cutTo }];
    const everywhere = marks === undefined ? cut : [...cut, ...marks.gaps];
    const byWorker = Map.groupBy(marks?.workers ?? [], ({ hostname }) => hostname);
    const times = new Map(
      [...byWorker].map(([hostname, changes]) => [hostname, [...everywhere, ...awayTimes(changes, 0, Infinity)]]),
    );
    return (hostname: string) => times.get(hostname) ?? everywhere;
  }, [marks, cutTo]);
}
