'use client';

import { useRouter } from 'next/navigation';
import { useMemo, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { useTranslations } from 'use-intl';
import type { ThroughputBucket } from '@/lib/api/views';
import { useNow } from '../live/use-now';
import { useFormat } from '../ui/use-format';
import { PlotFrame } from './plot-frame';
import { TableSwitch } from './table-switch';
import { RestBars, SuccessBars } from './throughput-bars';
import { bucketAt, steppedBucket, throughputShape, type Outcome } from './throughput-shape';
import { ThroughputTable } from './throughput-table';
import { ThroughputTip } from './throughput-tip';
import { TimeAxis } from './time-axis';

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
  const router = useRouter();
  const now = useNow();
  const [active, setActive] = useState<number | null>(null);
  const shape = useMemo(() => throughputShape(buckets), [buckets]);
  const first = buckets[0];
  const last = buckets.at(-1);
  const nothing = Object.values(shape.totals).every((total) => total === 0) && shape.gaps.length === 0;
  if (!first || !last || nothing) return <p className="py-6 text-fg-3">{t('empty')}</p>;
  const end = last.at + shape.bucketSeconds;
  const chosen = active === null ? undefined : buckets[active];
  const open = () => {
    if (chosen && hrefOf) router.push(hrefOf(chosen.at, chosen.at + shape.bucketSeconds));
  };
  const point = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    setActive(bucketAt((event.clientX - box.left) / box.width, buckets.length));
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter') open();
    const next = steppedBucket(event.key, active, buckets.length);
    if (next === active) return;
    event.preventDefault();
    setActive(next);
  };
  return (
    <figure className="pl-9">
      <figcaption className="sr-only">
        {t('throughputSummary', { label, count: shape.totals.success, failure: shape.totals.failure })}
      </figcaption>
      <div
        role="group"
        aria-label={`${label}. ${t('keys')}`}
        tabIndex={0}
        onPointerMove={point}
        onPointerLeave={() => setActive(null)}
        onBlur={() => setActive(null)}
        onKeyDown={press}
        onClick={open}
        className="relative touch-pan-y"
      >
        <PlotFrame scale={shape.main} height={height} format={format.count} className="mt-2">
          {!hidden.has('success') && <SuccessBars buckets={buckets} top={shape.main.top} />}
          {shape.gaps.map((gap) => (
            <Gap
              key={gap.first}
              from={gap.first / buckets.length}
              to={(gap.last + 1) / buckets.length}
              text={t('noData')}
            />
          ))}
        </PlotFrame>
        <PlotFrame scale={shape.strip} height={46} format={format.count} className="mt-2">
          <RestBars buckets={buckets} top={shape.strip.top} hidden={hidden} />
        </PlotFrame>
        {chosen && active !== null && (
          <ThroughputTip
            bucket={chosen}
            seconds={shape.bucketSeconds}
            position={(active + 0.5) / buckets.length}
            canOpen={hrefOf !== undefined}
          />
        )}
      </div>
      <TimeAxis from={first.at} to={end} now={last.partial ? Math.max(now, last.at) : undefined} />
      <TableSwitch>
        <ThroughputTable buckets={buckets} label={label} />
      </TableSwitch>
    </figure>
  );
}

/** A time without data, which is not a time without tasks. */
function Gap({ from, to, text }: { readonly from: number; readonly to: number; readonly text: string }) {
  return (
    <span
      className="pattern-down absolute inset-y-0 grid place-items-center overflow-hidden"
      style={{ left: `${from * 100}%`, width: `${(to - from) * 100}%` }}
    >
      {to - from > 0.04 && (
        <span
          className={`rounded-sm bg-canvas px-1 whitespace-nowrap text-micro text-fg-2 ${to - from > 0.15 ? '' : 'max-md:hidden'}`}
        >
          {text}
        </span>
      )}
    </span>
  );
}
