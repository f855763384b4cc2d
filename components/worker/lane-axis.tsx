'use client';

import { useTranslations } from 'use-intl';
import { cx } from '@/components/ui/class-names';
import { useFormat } from '@/components/ui/use-format';
import { NOW_SHARE, PAST_SECONDS, shareOf } from '@/lib/workers/lane-picture';

const STEP_SECONDS = 120;

/** Round times before now, minutes after it. */
export function LaneAxis({ now }: { readonly now: number }) {
  const t = useTranslations('worker.lanes');
  const format = useFormat();
  const first = Math.ceil((now - PAST_SECONDS) / STEP_SECONDS) * STEP_SECONDS;
  const past = Array.from({ length: PAST_SECONDS / STEP_SECONDS }, (_, step) => first + step * STEP_SECONDS)
    // The last one would touch "now".
    .filter((at) => at < now - 60);
  return (
    <div aria-hidden className="relative ml-5 h-5 text-micro text-fg-3">
      {past.map((at, index) => (
        <Label key={at} share={shareOf(at, now)} text={format.clock(at).slice(0, 5)} wideOnly={index % 2 === 1} />
      ))}
      <Label share={NOW_SHARE} text={t('now')} strong />
      {[2, 4].map((minutes) => (
        <Label
          key={minutes}
          share={shareOf(now + minutes * 60, now)}
          text={t('ahead', { minutes })}
          wideOnly={minutes === 4}
        />
      ))}
    </div>
  );
}

interface LabelProps {
  readonly share: number;
  readonly text: string;
  readonly strong?: boolean;
  /** Not on a phone, where it would touch its neighbour. */
  readonly wideOnly?: boolean;
}

function Label({ share, text, strong = false, wideOnly = false }: LabelProps) {
  return (
    <span
      className={cx('absolute top-1 -translate-x-1/2', strong && 'font-[550] text-fg', wideOnly && 'max-md:hidden')}
      style={{ left: `${Math.max(share, 0.02) * 100}%` }}
    >
      {text}
    </span>
  );
}
