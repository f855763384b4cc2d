'use client';

import { useTranslations } from 'use-intl';
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
    .filter((at) => at < now - 45);
  return (
    <div aria-hidden className="relative ml-5 h-5 text-micro text-fg-3">
      {past.map((at) => (
        <Label key={at} share={shareOf(at, now)} text={format.clock(at).slice(0, 5)} />
      ))}
      <Label share={NOW_SHARE} text={t('now')} strong />
      {[2, 4].map((minutes) => (
        <Label key={minutes} share={shareOf(now + minutes * 60, now)} text={t('ahead', { minutes })} />
      ))}
    </div>
  );
}

function Label({
  share,
  text,
  strong = false,
}: {
  readonly share: number;
  readonly text: string;
  readonly strong?: boolean;
}) {
  return (
    <span
      className={strong ? 'absolute top-1 -translate-x-1/2 font-[550] text-fg' : 'absolute top-1 -translate-x-1/2'}
      style={{ left: `${Math.max(share, 0.02) * 100}%` }}
    >
      {text}
    </span>
  );
}
