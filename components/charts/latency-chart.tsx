'use client';

import { useState } from 'react';
import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { useTranslations } from 'use-intl';
import type { LatencyBucket } from '@/lib/api/views';
import { Segmented } from '../ui/segmented';
import { useFormat } from '../ui/use-format';
import { LatencyTable } from './latency-table';
import { durationScale } from './scale';
import { TableSwitch } from './table-switch';

const SERIES = {
  wait: { keys: ['waitP50', 'waitP95', 'waitP99'], colour: 'var(--state-received-fill)' },
  run: { keys: ['runP50', 'runP95', 'runP99'], colour: 'var(--state-started-fill)' },
} as const satisfies Record<string, { keys: readonly (keyof LatencyBucket)[]; colour: string }>;

export type LatencyKind = keyof typeof SERIES;

// p50 solid, p95 dashed, p99 dotted: told apart without colour.
const DASHES = ['0', '5 3', '1.5 2.5'] as const;
const NAMES = ['p50', 'p95', 'p99'] as const;
// An axis label of its own is the smallest that is still told from its neighbours.
const AXIS = { fontSize: 11, fill: 'var(--fg-3)' } as const;

interface LatencyChartProps {
  readonly buckets: readonly LatencyBucket[];
  readonly label: string;
  readonly height?: number;
}

/** Wait or run time as p50, p95 and p99, on a logarithmic axis. A gap is a time without runs. */
export function LatencyChart({ buckets, label, height = 150 }: LatencyChartProps) {
  const t = useTranslations('common.chart');
  const format = useFormat();
  const [kind, setKind] = useState<LatencyKind>('run');
  const { keys, colour } = SERIES[kind];
  const values = buckets.flatMap((bucket) => keys.map((key) => bucket[key]).filter((value) => value !== null));
  const scale = durationScale(values);
  const clock = (at: unknown) => format.clock(Number(at)).replace(/:\d\d$/, '');
  return (
    <figure>
      <figcaption className="sr-only">{label}</figcaption>
      <div className="mb-1 flex flex-wrap items-center gap-3">
        <Segmented
          label={label}
          value={kind}
          onChange={setKind}
          options={[
            { value: 'run', label: t('run') },
            { value: 'wait', label: t('wait') },
          ]}
        />
        <Legend colour={colour} />
      </div>
      {values.length === 0 ? (
        <p className="py-6 text-fg-3">{t('empty')}</p>
      ) : (
        <ResponsiveContainer width="100%" height={height}>
          <LineChart data={[...buckets]} margin={{ top: 6, right: 4, bottom: 0, left: 0 }} accessibilityLayer>
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
              scale="log"
              domain={[...scale.domain]}
              ticks={[...scale.ticks]}
              tickFormatter={(value: number) => format.duration(value)}
              tick={AXIS}
              tickLine={false}
              axisLine={false}
              width={48}
              allowDataOverflow
            />
            <Tooltip
              isAnimationActive={false}
              cursor={{ stroke: 'var(--fg-3)' }}
              content={({ active, label: at }) => {
                const bucket = active ? buckets.find((candidate) => candidate.at === at) : undefined;
                return bucket ? <LatencyTip bucket={bucket} kind={kind} /> : null;
              }}
            />
            {keys.map((key, index) => (
              <Line
                key={key}
                dataKey={key}
                stroke={colour}
                strokeWidth={1.5}
                strokeDasharray={DASHES[index]}
                dot={false}
                activeDot={{ r: 3 }}
                connectNulls={false}
                isAnimationActive={false}
              />
            ))}
          </LineChart>
        </ResponsiveContainer>
      )}
      <div className="pl-9">
        <TableSwitch>
          <LatencyTable buckets={buckets} label={label} />
        </TableSwitch>
      </div>
    </figure>
  );
}

function Legend({ colour }: { readonly colour: string }) {
  return (
    <span className="flex gap-3 text-small text-fg-2">
      {NAMES.map((name, index) => (
        <span key={name} className="flex items-center gap-1.5">
          <svg width="18" height="2" aria-hidden>
            <line x1="0" x2="18" y1="1" y2="1" stroke={colour} strokeWidth="2" strokeDasharray={DASHES[index]} />
          </svg>
          {name}
        </span>
      ))}
    </span>
  );
}

/** A bucket of fewer runs than this tells little; its count says so. */
const FEW = 20;

function LatencyTip({ bucket, kind }: { readonly bucket: LatencyBucket; readonly kind: LatencyKind }) {
  const t = useTranslations('common.chart');
  const format = useFormat();
  return (
    <div className="min-w-37 rounded-lg bg-overlay px-2.5 py-2 text-small leading-4.5 shadow-overlay">
      <b>{format.clock(bucket.at)}</b>
      {SERIES[kind].keys.map((key, index) => (
        <p key={key} className="flex justify-between gap-4">
          <span>{NAMES[index]}</span>
          <span>{bucket[key] === null ? '–' : format.duration(bucket[key])}</span>
        </p>
      ))}
      <p className="text-micro text-fg-3">
        {t(bucket.count < FEW ? 'fewSamples' : 'samples', { count: bucket.count })}
      </p>
    </div>
  );
}
