'use client';

import { useId, useMemo } from 'react';
import { Area, CartesianGrid, ComposedChart, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { useTranslations } from 'use-intl';
import type { DepthBucket } from '@/lib/api/views';
import { cx } from '../ui/class-names';
import { laneLook } from '../ui/lane-bar';
import { useFormat } from '../ui/use-format';
import { depthShape, type DepthPoint } from './depth-shape';
import { DepthTable } from './depth-table';
import { TableSwitch } from './table-switch';

const AXIS = { fontSize: 11, fill: 'var(--fg-3)' } as const;

interface DepthChartProps {
  readonly buckets: readonly DepthBucket[];
  readonly label: string;
  readonly height?: number;
}

/** Messages that stand ready, stacked by priority lane, and those that workers hold unacknowledged as a line. */
export function DepthChart({ buckets, label, height = 150 }: DepthChartProps) {
  const t = useTranslations('common.chart');
  const format = useFormat();
  const patterns = useId();
  const shape = useMemo(() => depthShape(buckets), [buckets]);
  const clock = (at: unknown) => format.clock(Number(at)).replace(/:\d\d$/, '');
  if (!shape.sampled) return <p className="py-6 text-fg-3">{t('empty')}</p>;
  return (
    <figure>
      <figcaption className="sr-only">{label}</figcaption>
      <ul className="mb-1 flex flex-wrap gap-x-3.5 text-small text-fg-2">
        {shape.lanes.map((lane, index) => (
          <li key={lane} className="flex items-center gap-1.5">
            <span aria-hidden className={cx('size-2.5 rounded-cell', laneLook(index))} />
            {lane === 'all' ? t('ready') : t('lane', { priority: lane })}
          </li>
        ))}
        <li className="flex items-center gap-1.5">
          <span aria-hidden className="h-0.5 w-3.5 bg-state-received-fill" />
          {t('unacked')}
        </li>
      </ul>
      <ResponsiveContainer width="100%" height={height}>
        <ComposedChart data={[...shape.points]} margin={{ top: 6, right: 4, bottom: 0, left: 0 }} accessibilityLayer>
          <defs>
            <LanePatterns id={patterns} />
          </defs>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="at"
            type="number"
            domain={['dataMin', 'dataMax']}
            tickFormatter={clock}
            tick={AXIS}
            tickLine={false}
            axisLine={{ stroke: 'var(--line-strong)' }}
            minTickGap={48}
          />
          <YAxis
            allowDecimals={false}
            tickFormatter={(value: number) => format.count(value)}
            tick={AXIS}
            tickLine={false}
            axisLine={false}
            width={44}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: 'var(--fg-3)' }}
            content={({ active, label: at }) => {
              const point = active ? shape.points.find((candidate) => candidate.at === at) : undefined;
              return point ? <DepthTip point={point} lanes={shape.lanes} /> : null;
            }}
          />
          {shape.lanes.map((lane, index) => (
            <Area
              key={lane}
              dataKey={(point: DepthPoint) => point.lanes?.[lane] ?? null}
              name={lane}
              stackId="ready"
              type="stepAfter"
              stroke="var(--state-pending)"
              strokeWidth={1}
              fill={laneFill(index, patterns)}
              fillOpacity={1}
              connectNulls={false}
              isAnimationActive={false}
            />
          ))}
          <Line
            dataKey="unacked"
            type="stepAfter"
            stroke="var(--state-received-fill)"
            strokeWidth={1.5}
            dot={false}
            connectNulls={false}
            isAnimationActive={false}
          />
        </ComposedChart>
      </ResponsiveContainer>
      <div className="pl-9">
        <TableSwitch>
          <DepthTable shape={shape} label={label} />
        </TableSwitch>
      </div>
    </figure>
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

function DepthTip({ point, lanes }: { readonly point: DepthPoint; readonly lanes: readonly string[] }) {
  const t = useTranslations('common.chart');
  const format = useFormat();
  return (
    <div className="min-w-37 rounded-lg bg-overlay px-2.5 py-2 text-small leading-4.5 shadow-overlay">
      <b>{format.clock(point.at)}</b>
      {lanes.map((lane) => (
        <p key={lane} className="flex justify-between gap-4">
          <span>{lane === 'all' ? t('ready') : t('lane', { priority: lane })}</span>
          <span>{point.lanes === null ? '–' : format.count(point.lanes[lane] ?? 0)}</span>
        </p>
      ))}
      <p className="flex justify-between gap-4">
        <span>{t('unacked')}</span>
        <span>{point.unacked === null ? '–' : format.count(point.unacked)}</span>
      </p>
    </div>
  );
}
