'use client';

import Link from 'next/link';
import { memo } from 'react';
import { useTranslations } from 'use-intl';
import { cx } from '@/components/ui/class-names';
import { taskHref } from '@/components/ui/hrefs';
import { useFormat } from '@/components/ui/use-format';
import {
  NOW_SHARE,
  AHEAD_SECONDS,
  PAST_SECONDS,
  type LaneBar,
  type LaneLook,
  type LaneRow,
} from '@/lib/workers/lane-picture';
import type { Unseen } from './lane-block';

const LOOKS: Readonly<Record<LaneLook, string>> = {
  success: 'pattern-success',
  failure: 'pattern-failure',
  retry: 'pattern-retry',
  other: 'pattern-revoked',
  running: 'pattern-started',
  rest: 'border border-l-0 border-dashed border-state-started-fill bg-state-started-tint',
  next: 'pattern-received',
};

interface LaneLineProps {
  readonly slot: number;
  readonly row: LaneRow;
  /** Times of which nothing is known. */
  readonly unseen: readonly Unseen[];
  /** Its free time is shown as waste: another worker holds what it could run. */
  readonly idle: boolean;
}

/** One slot: 12 px bars in a row of 16. The bars are for the pointer; what they say stands in the row's sentence. */
export const LaneLine = memo(function LaneLine({ slot, row, unseen, idle }: LaneLineProps) {
  const t = useTranslations('worker.lanes');
  const past = row.bars.filter((bar) => bar.look !== 'rest' && bar.look !== 'next');
  const runs = past.reduce((sum, bar) => sum + bar.runs, 0);
  const running = past.some((bar) => bar.look === 'running');
  const idleFrom = NOW_SHARE + (row.freeFrom ?? 0) / (PAST_SECONDS + AHEAD_SECONDS);
  return (
    <div className="grid h-4 grid-cols-[20px_minmax(0,1fr)] items-center">
      <span className="text-micro leading-none text-fg-3">
        <span aria-hidden>{slot + 1}</span>
        <span className="sr-only">{t('row', { slot: slot + 1, runs, running: running ? 'yes' : 'no' })}</span>
      </span>
      <span aria-hidden className="relative h-3 overflow-hidden">
        {unseen.map((time) => (
          <Place key={time.left} left={time.left} width={time.width} className="pattern-down" />
        ))}
        {row.bars.map((bar) => (
          <Bar key={bar.key} bar={bar} />
        ))}
        {idle && idleFrom < 1 && <Place left={idleFrom} width={1 - idleFrom} className="rounded-cell pattern-idle" />}
      </span>
    </div>
  );
});

function Place({
  left,
  width,
  className,
}: {
  readonly left: number;
  readonly width: number;
  readonly className: string;
}) {
  return (
    <span
      className={cx('absolute inset-y-0', className)}
      style={{ left: `${left * 100}%`, width: `calc(${width * 100}% - 1.5px)` }}
    />
  );
}

function Bar({ bar }: { readonly bar: LaneBar }) {
  const t = useTranslations('worker.lanes');
  const format = useFormat();
  const name = bar.name ?? t('mixed');
  const time = format.duration(bar.seconds);
  const title =
    bar.look === 'rest'
      ? t('rest', { name })
      : bar.look === 'next'
        ? t('planned', { name, time })
        : bar.runs > 1
          ? `${name}: ${t('bars', { runs: bar.runs, time })}`
          : t('bar', { name, time });
  const props = {
    title,
    className: cx('absolute inset-y-0 rounded-cell', LOOKS[bar.look]),
    style: { left: `${bar.left * 100}%`, width: `max(2px, calc(${bar.width * 100}% - 1.5px))` },
  };
  if (bar.uuid === null) return <span {...props} />;
  return <Link href={taskHref(bar.uuid)} prefetch={false} tabIndex={-1} {...props} />;
}
