'use client';

import { Pause, Play } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'use-intl';
import { useLive } from '../live/use-live';
import { useRewindState } from '../rewind/rewind-store';
import { cx } from '../ui/class-names';
import { Icon } from '../ui/icon';
import { Tooltip } from '../ui/tooltip';
import { Deferred } from './deferred';
import { LivePill, toneOf, TONES } from './live-pill';
import { useLiveState } from './use-live-state';

const LiveMenu = dynamic(() => import('./live-menu').then((module) => module.LiveMenu), {
  ssr: false,
  loading: () => <LivePill />,
});

/** Says whether what is seen is the present, slows it down and stops it on request (WCAG 2.2.2). */
export function LiveControl() {
  const t = useTranslations('common');
  const { pausedAt, setPaused } = useLive();
  const { back } = useRewindState();
  const paused = pausedAt !== null || back !== null;
  const tone = toneOf(useLiveState());
  return (
    <div className={cx('flex h-control shrink-0 rounded-md border max-md:h-8', TONES[tone])}>
      <Deferred closed={(open) => <LivePill onClick={open} />} opened={<LiveMenu />} />
      <Tooltip content={back !== null ? t('backHint') : paused ? t('resumeHint') : t('pauseHint')}>
        <button
          type="button"
          {...(back === null ? { 'aria-pressed': paused } : {})}
          aria-label={back === null ? t('pause') : t('backToLive')}
          onClick={back ?? (() => setPaused(!paused))}
          className={cx(
            'grid w-7.5 place-items-center border-l max-md:w-9',
            tone === 'plain' ? 'border-line-strong text-fg-3' : 'border-current/40',
          )}
        >
          <Icon as={paused ? Play : Pause} size={14} />
        </button>
      </Tooltip>
    </div>
  );
}
