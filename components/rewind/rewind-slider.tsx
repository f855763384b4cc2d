'use client';

import { useTranslations } from 'use-intl';
import type { Overview } from '@/lib/api/views';
import { bucketLength } from '../charts/throughput-shape';
import { useKept } from '../live/use-kept';
import { useFetched } from '../tasks/use-fetched';
import { shortClock } from '../time/short-clock';
import { cx } from '../ui/class-names';
import { useFormat } from '../ui/use-format';
import { useMoment } from './use-moment';
import { SPAN_SECONDS, type Span } from './spans';

interface RewindSliderProps {
  readonly at: number;
  readonly now: number;
  readonly span: Span;
  readonly oldestAt: number | null;
  readonly onMove: (at: number) => void;
}

/** A time to slide in, under what was finished in it, so that the moment of the trouble can be seen. */
export function RewindSlider({ at, now, span, oldestAt, onMove }: RewindSliderProps) {
  const t = useTranslations('rewind');
  const format = useFormat();
  const moment = useMoment();
  const { length, step } = SPAN_SECONDS[span];
  // A second before the span is in it all the same: the slider begins there.
  const from = Math.floor(Math.min(at, Math.max(now - length, oldestAt ?? 0)));
  const to = Math.max(Math.floor(now), Math.ceil(at));
  return (
    <div className="min-w-60 flex-1 max-md:w-full max-md:flex-none">
      <Backdrop span={span} from={from} to={to} />
      <input
        type="range"
        aria-label={t('slider')}
        aria-valuetext={moment(at)}
        min={from}
        max={to}
        step={step}
        value={at}
        onChange={(event) => onMove(Number(event.target.value))}
        className="block h-6 w-full accent-severity-warning-fill"
      />
      <div aria-hidden className="flex justify-between text-micro text-fg-2">
        <span>{shortClock(format.clock(from))}</span>
        <span>{t('now')}</span>
      </div>
    </div>
  );
}

interface BackdropProps {
  readonly span: Span;
  readonly from: number;
  readonly to: number;
}

/** What was finished and, below on a scale of its own, what failed: bars without numbers. */
function Backdrop({ span, from, to }: BackdropProps) {
  // Asked once a minute, when the slider's end moves: the past is no live view.
  const { value } = useFetched<Overview>('/api/v1/overview', { period: span }, to);
  const buckets = useKept(value ?? undefined).value?.throughput ?? [];
  const length = Math.max(1, to - from);
  const seconds = bucketLength(buckets);
  const all = Math.max(1, ...buckets.map(({ success, failure }) => success + failure));
  const failed = Math.max(1, ...buckets.map(({ failure }) => failure));
  return (
    <div aria-hidden className="relative mx-2 h-7 overflow-hidden">
      {buckets.map(({ at, success, failure, noData }) => (
        <span
          key={at}
          className={cx(
            'absolute inset-y-0 grid grid-rows-[1fr_8px] items-end gap-px',
            noData && success + failure === 0 && 'pattern-down',
          )}
          style={{ left: `${((at - from) / length) * 100}%`, width: `calc(${(seconds / length) * 100}% - 1px)` }}
        >
          <span className="bg-line-control/60" style={{ height: `${((success + failure) / all) * 100}%` }} />
          <span className="bg-state-failure-fill" style={{ height: `${(failure / failed) * 100}%` }} />
        </span>
      ))}
    </div>
  );
}
