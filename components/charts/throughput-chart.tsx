'use client';

import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { ThroughputBucket } from '@/lib/api/views';
import { useNow } from '../live/use-now';
import { useFormat } from '../ui/use-format';
import { PlotFrame } from './plot-frame';
import { gridLines } from './scale';
import { RestBars, SuccessBars } from './throughput-bars';
import { throughputShape, type Outcome } from './throughput-shape';
import { ThroughputTable } from './throughput-table';
import { useThroughputTip } from './throughput-tip';
import { TimePlot } from './time-plot';

interface ThroughputChartProps {
  readonly buckets: readonly ThroughputBucket[];
  /** What the bars are: "Tasks finished per minute". */
  readonly label: string;
  /** Series that the legend has switched off. */
  readonly hidden?: ReadonlySet<Outcome>;
  /** The list behind a bucket; none where there is no such list. */
  readonly hrefOf?: (from: number, to: number) => string;
  readonly height?: number;
}

const NOTHING: ReadonlySet<Outcome> = new Set();

/** Finished tasks over time: successes above, everything else below on a scale of its own. */
export function ThroughputChart({ buckets, label, hidden = NOTHING, hrefOf, height = 104 }: ThroughputChartProps) {
  const t = useTranslations('common.chart');
  const format = useFormat();
  const now = useNow();
  const shape = useMemo(() => throughputShape(buckets), [buckets]);
  const tip = useThroughputTip(buckets, shape.bucketSeconds);
  const first = buckets[0];
  const last = buckets.at(-1);
  if (!first || !last) return <p className="py-6 text-fg-3">{t('empty')}</p>;
  return (
    <TimePlot
      label={label}
      summary={t('throughputSummary', { label, count: shape.totals.success, failure: shape.totals.failure })}
      from={first.at}
      steps={buckets.length}
      stepSeconds={shape.bucketSeconds}
      now={last.partial ? Math.max(now, last.at) : undefined}
      bands={shape.gaps}
      hrefOf={hrefOf}
      tip={tip}
      table={<ThroughputTable buckets={buckets} label={label} />}
    >
      <PlotFrame lines={gridLines(shape.main, format.count)} height={height}>
        {!hidden.has('success') && <SuccessBars buckets={buckets} top={shape.main.top} />}
      </PlotFrame>
      <PlotFrame lines={gridLines(shape.strip, format.count)} height={46} className="mt-2">
        <RestBars buckets={buckets} top={shape.strip.top} hidden={hidden} />
      </PlotFrame>
    </TimePlot>
  );
}
