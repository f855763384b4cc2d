'use client';

import { useId, useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { DepthBucket } from '@/lib/api/views';
import { useStatus } from '../layout/use-status';
import { useNow } from '../live/use-now';
import { cx } from '../ui/class-names';
import { laneLook } from '../ui/lane-bar';
import { useFormat } from '../ui/use-format';
import { depthShape, stackLanes, type DepthShape } from './depth-shape';
import { DepthTable } from './depth-table';
import { stairArea, stairPath } from './line-path';
import { PlotFrame } from './plot-frame';
import { gridLines } from './scale';
import { SvgPlot } from './svg-plot';
import { bucketLength } from './throughput-shape';
import { TimePlot } from './time-plot';

interface DepthChartProps {
  readonly buckets: readonly DepthBucket[];
  readonly label: string;
  readonly height?: number;
}

/** Messages that stand ready, stacked by priority lane, and those that workers hold unacknowledged as a line. */
export function DepthChart({ buckets, label, height = 150 }: DepthChartProps) {
  const t = useTranslations('common.chart');
  const format = useFormat();
  const now = useNow();
  // Redis serves the lowest number first, RabbitMQ the highest.
  const highestFirst = useStatus()?.broker.kind === 'amqp';
  const shape = useMemo(() => depthShape(buckets, highestFirst), [buckets, highestFirst]);
  const first = buckets[0];
  if (!first || !shape.sampled) return <p className="py-6 text-fg-3">{t('emptyDepth')}</p>;
  const seconds = bucketLength(buckets);
  const end = first.at + buckets.length * seconds;
  const laneName = (lane: string) => (lane === 'all' ? t('ready') : t('lane', { priority: lane }));
  const tip = (step: number) => {
    const point = shape.points[step];
    if (point === undefined) return { title: null, lines: null };
    const rows: readonly (readonly [string, number | null])[] = [
      ...shape.lanes.map((lane) => [laneName(lane), point.lanes && (point.lanes[lane] ?? 0)] as const),
      [t('unacked'), point.unacked],
    ];
    const lines = rows.map(([name, value]) => (
      <p key={name} className="flex justify-between gap-4">
        <span>{name}</span>
        <span>{value === null ? '–' : format.count(value)}</span>
      </p>
    ));
    return { title: format.clock(point.at), lines };
  };
  return (
    <>
      <ul className="mb-1 flex flex-wrap gap-x-3.5 text-small text-fg-2">
        {shape.lanes.map((lane, index) => (
          <li key={lane} className="flex items-center gap-1.5">
            <span aria-hidden className={cx('size-2.5 rounded-cell', laneLook(index))} />
            {laneName(lane)}
          </li>
        ))}
        <li className="flex items-center gap-1.5">
          <span aria-hidden className="h-0.5 w-3.5 bg-state-received-fill" />
          {t('unacked')}
        </li>
      </ul>
      <TimePlot
        label={label}
        summary={label}
        from={first.at}
        steps={buckets.length}
        stepSeconds={seconds}
        now={now < end && now > end - 2 * seconds ? now : undefined}
        tip={tip}
        table={<DepthTable shape={shape} label={label} />}
      >
        <PlotFrame lines={gridLines(shape.scale, format.count)} height={height}>
          <SvgPlot height={height} draw={(width) => <Depth shape={shape} width={width} height={height} />} />
        </PlotFrame>
      </TimePlot>
    </>
  );
}

interface DepthProps {
  readonly shape: DepthShape;
  readonly width: number;
  readonly height: number;
}

function Depth({ shape, width, height }: DepthProps) {
  const patterns = useId();
  const unacked = shape.points.map(({ unacked: held }) => (held === null ? null : held / shape.scale.top));
  return (
    <>
      <defs>
        <LanePatterns id={patterns} />
      </defs>
      {stackLanes(shape).map(({ lane, low, high }, index) => (
        <path
          key={lane}
          d={stairArea(low, high, width, height)}
          fill={laneFill(index, patterns)}
          shapeRendering="crispEdges"
        />
      ))}
      <path d={stairPath(unacked, width, height)} fill="none" stroke="var(--state-received-fill)" strokeWidth={1.5} />
    </>
  );
}

// The same looks as in the lane bar, as SVG knows them.
function laneFill(index: number, patterns: string): string {
  if (index === 0) return 'var(--state-pending)';
  if (index === 2) return 'var(--state-pending-fill)';
  return `url(#${patterns}-${index === 1 ? 'upright' : 'slanted'})`;
}

function LanePatterns({ id }: { readonly id: string }) {
  return (
    <>
      <pattern id={`${id}-upright`} width="4" height="4" patternUnits="userSpaceOnUse">
        <rect width="4" height="4" fill="var(--inset)" />
        <rect width="3" height="4" fill="var(--state-pending-fill)" />
      </pattern>
      <pattern id={`${id}-slanted`} width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width="4" height="4" fill="var(--inset)" />
        <rect width="2" height="4" fill="var(--state-pending-fill)" />
      </pattern>
    </>
  );
}
