'use client';

import { useRouter } from 'next/navigation';
import { useMemo, useRef, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useWidth } from '../ui/use-width';
import { cx } from '../ui/class-names';
import { useFormat } from '../ui/use-format';
import { markedSteps } from './brush';
import { useChartContext } from './chart-context';
import { bandsBetween, groupMarks, marksBetween, type Band } from './chart-marks';
import { ChartTip } from './chart-tip';
import { useMarkWords } from './mark-words';
import { PlotBands, useBandWords } from './plot-bands';
import { MARK_PX, MarkRules, PlotMarks } from './plot-marks';
import { TableSwitch } from './table-switch';
import { TimeAxis } from './time-axis';
import { useBrush } from './use-brush';

export interface TimePlotProps {
  /** What is drawn: "Tasks finished per minute". */
  readonly label: string;
  /** The same with its sums, for those who do not see it. */
  readonly summary: string;
  /** Epoch seconds of the first step, and how long each is. */
  readonly from: number;
  readonly steps: number;
  readonly stepSeconds: number;
  /** The exact time at the right edge; none while it is not the present. */
  readonly now?: number | undefined;
  /** Known without data, until the exact times are there. */
  readonly bands?: readonly Band[];
  /** The list behind a time; none where there is no such list. */
  readonly hrefOf?: ((from: number, to: number) => string) | undefined;
  /** Room for the labels at the left. */
  readonly gutter?: 'narrow' | 'wide';
  readonly tip: (step: number) => { readonly title: ReactNode; readonly lines: ReactNode; readonly note?: ReactNode };
  readonly table: ReactNode;
  /** Plots above each other, as wide as this. */
  readonly children: ReactNode;
}

const GUTTERS = { narrow: '[--gutter:36px]', wide: '[--gutter:48px]' } as const;

/**
 * A time from left to right: pointer and keys show its numbers, open the list behind a step, and zoom into several; bands
 * tell where something is missing, marks what was done.
 */
export function TimePlot(props: TimePlotProps) {
  const { label, summary, from, steps, stepSeconds, now, hrefOf, gutter = 'narrow', tip, table, children } = props;
  const t = useTranslations('common.chart');
  const router = useRouter();
  const { zoom, back } = useChartContext();
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const to = from + steps * stepSeconds;
  const { bands, groups } = useOverlay(from, to, width, props.bands);
  const startOf = (step: number) => from + step * stepSeconds;
  const { brush, handlers } = useBrush({
    count: steps,
    onChoose: (step) => {
      if (hrefOf) router.push(hrefOf(startOf(step), startOf(step + 1)));
    },
    onMark: zoom && ((first, last) => zoom(startOf(first), startOf(last + 1))),
    onBack: back,
  });
  const marked = markedSteps(brush);
  const keys = [t('keys'), ...(hrefOf ? [t('keysList')] : []), ...(zoom ? [t('keysZoom')] : [])].join(' ');
  return (
    <figure className={cx('pl-(--gutter)', GUTTERS[gutter])}>
      <figcaption className="sr-only">{summary}</figcaption>
      {groups.length > 0 && (
        <PlotMarks
          groups={groups}
          onZoom={
            zoom &&
            ((group) => {
              const times = group.marks.map(({ at }) => at);
              zoom(Math.min(...times) - stepSeconds, Math.max(...times) + stepSeconds);
            })
          }
        />
      )}
      <div
        ref={box}
        role="group"
        aria-label={`${label}. ${keys}`}
        tabIndex={0}
        {...handlers}
        className={cx('relative touch-pan-y select-none', groups.length === 0 && 'mt-2')}
      >
        <PlotBands bands={bands} />
        <MarkRules groups={groups} />
        {children}
        {marked !== null && <Marked from={marked.first / steps} to={(marked.last + 1) / steps} />}
        {brush.active !== null && (
          <PlotTip
            {...tip(brush.active)}
            position={(brush.active + 0.5) / steps}
            marked={marked && { from: startOf(marked.first), to: startOf(marked.last + 1) }}
            from={startOf(brush.active)}
            to={startOf(brush.active + 1)}
            bands={bands}
            hint={hrefOf !== undefined}
          />
        )}
      </div>
      <TimeAxis from={from} to={to} now={now} />
      <TableSwitch>{table}</TableSwitch>
    </figure>
  );
}

function useOverlay(from: number, to: number, width: number, fallback: readonly Band[] = []) {
  const { marks } = useChartContext();
  return useMemo(() => {
    if (marks === undefined) return { bands: fallback, groups: [] };
    const room = width > 0 ? MARK_PX / width : 0.05;
    return {
      bands: bandsBetween(marks, from, to),
      groups: groupMarks(marksBetween(marks, from, to), from, to, room),
    };
  }, [marks, fallback, from, to, width]);
}

function Marked({ from, to }: { readonly from: number; readonly to: number }) {
  return (
    <span
      aria-hidden
      className="pointer-events-none absolute inset-y-0 border-x border-accent bg-accent/15"
      style={{ left: `${from * 100}%`, width: `${(to - from) * 100}%` }}
    />
  );
}

interface PlotTipProps extends ReturnType<TimePlotProps['tip']> {
  readonly position: number;
  readonly marked: { readonly from: number; readonly to: number } | null;
  readonly from: number;
  readonly to: number;
  readonly bands: readonly Band[];
  readonly hint: boolean;
}

/** The numbers of a step with what explains them, or the time that is being marked. */
function PlotTip({ title, lines, note, position, marked, from, to, bands, hint }: PlotTipProps) {
  const t = useTranslations('common.chart');
  const format = useFormat();
  const bandWords = useBandWords();
  const markWords = useMarkWords();
  const { marks } = useChartContext();
  if (marked !== null) {
    return (
      <ChartTip
        position={position}
        title={t('fromTo', { from: format.clock(marked.from), to: format.clock(marked.to) })}
        note={t('zoomHint')}
      >
        <p>{format.duration(marked.to - marked.from)}</p>
      </ChartTip>
    );
  }
  const here = bands.filter((band) => band.from < to && band.to > from);
  const done = marks === undefined ? [] : marksBetween(marks, from, to);
  return (
    <ChartTip position={position} title={title} note={note ?? (hint ? t('openHint') : null)}>
      {lines}
      {here.map((band) => (
        <p key={`${band.kind} ${band.from}`} className="max-w-60 whitespace-normal text-severity-warning">
          {bandWords(band, true)}
        </p>
      ))}
      {done.slice(0, 3).map((mark) => (
        <p key={`${mark.kind} ${mark.at}`} className="max-w-60 whitespace-normal text-fg-2">
          {markWords(mark)}
        </p>
      ))}
      {done.length > 3 && <p className="text-fg-3">{t('moreMarks', { count: done.length - 3 })}</p>}
    </ChartTip>
  );
}
