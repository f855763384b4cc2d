'use client';

import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { LatencyBucket } from '@/lib/api/views';
import { useNow } from '../live/use-now';
import { Segmented } from '../ui/segmented';
import { useFormat } from '../ui/use-format';
import { LatencyTable } from './latency-table';
import { linePath } from './line-path';
import { PlotFrame } from './plot-frame';
import { durationScale } from './scale';
import { SvgPlot } from './svg-plot';
import { bucketLength } from './throughput-shape';
import { TimePlot } from './time-plot';

const SERIES = {
  run: { keys: ['runP50', 'runP95', 'runP99'], colour: 'var(--state-started-fill)' },
  wait: { keys: ['waitP50', 'waitP95', 'waitP99'], colour: 'var(--state-received-fill)' },
} as const satisfies Record<string, { keys: readonly (keyof LatencyBucket)[]; colour: string }>;

const KINDS = ['run', 'wait'] as const satisfies readonly (keyof typeof SERIES)[];

// p50 solid, p95 dashed, p99 dotted: told apart without colour.
const DASHES = ['none', '5 3', '1.5 2.5'] as const;
const NAMES = ['p50', 'p95', 'p99'] as const;

/** A bucket of fewer runs than this tells little; its count says so. */
const FEW = 20;

interface LatencyChartProps {
  readonly buckets: readonly LatencyBucket[];
  readonly label: string;
  readonly hrefOf?: (from: number, to: number) => string;
  readonly height?: number;
}

/** Wait or run time as p50, p95 and p99, on a logarithmic axis. A gap is a time without runs. */
export function LatencyChart({ buckets, label, hrefOf, height = 158 }: LatencyChartProps) {
  const t = useTranslations('common.chart');
  const format = useFormat();
  const now = useNow();
  const [kind, setKind] = useQueryState('latency', parseAsStringLiteral(KINDS).withDefault('run'));
  const { keys, colour } = SERIES[kind];
  const scale = useMemo(
    () => durationScale(buckets.flatMap((bucket) => keys.map((key) => bucket[key]).filter((value) => value !== null))),
    [buckets, keys],
  );
  const first = buckets[0];
  if (!first) return <p className="py-6 text-fg-3">{t('empty')}</p>;
  const seconds = bucketLength(buckets);
  const end = first.at + buckets.length * seconds;
  const tip = (step: number) => {
    const bucket = buckets[step];
    if (bucket === undefined) return { title: null, lines: null };
    const lines = keys.map((key, index) => (
      <p key={key} className="flex justify-between gap-4">
        <span>{NAMES[index]}</span>
        <span>{bucket[key] === null ? '–' : format.duration(bucket[key])}</span>
      </p>
    ));
    const title = t('fromTo', { from: format.clock(bucket.at), to: format.clock(bucket.at + seconds) });
    return { title, lines, note: t(bucket.count < FEW ? 'fewSamples' : 'samples', { count: bucket.count }) };
  };
  return (
    <>
      <div className="mb-1 flex flex-wrap items-center gap-3">
        <Segmented
          label={label}
          value={kind}
          onChange={(next) => void setKind(next)}
          options={KINDS.map((value) => ({ value, label: t(value) }))}
        />
        <Legend colour={colour} />
      </div>
      <TimePlot
        label={`${label}: ${t(kind)}`}
        summary={`${label}: ${t(kind)}`}
        from={first.at}
        steps={buckets.length}
        stepSeconds={seconds}
        now={now < end && now > end - 2 * seconds ? now : undefined}
        hrefOf={hrefOf}
        gutter="wide"
        tip={tip}
        table={<LatencyTable buckets={buckets} label={label} />}
      >
        <PlotFrame
          height={height}
          lines={scale.ticks.slice(1).map((tick) => ({ share: scale.shareOf(tick), text: format.duration(tick) }))}
        >
          <SvgPlot
            height={height}
            draw={(width) =>
              keys.map((key, index) => (
                <path
                  key={key}
                  d={linePath(
                    buckets.map((bucket) => (bucket[key] === null ? null : scale.shareOf(bucket[key]))),
                    width,
                    height,
                  )}
                  fill="none"
                  stroke={colour}
                  strokeWidth={1.5}
                  strokeDasharray={DASHES[index]}
                  strokeLinejoin="round"
                />
              ))
            }
          />
        </PlotFrame>
      </TimePlot>
    </>
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
