'use client';

import { Pause, Play } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useLive } from '../live/use-live';
import { cx } from '../ui/class-names';
import { Icon } from '../ui/icon';
import { Tooltip } from '../ui/tooltip';
import { useFormat } from '../ui/use-format';
import type { LiveState } from './live-state';
import { useLiveState } from './use-live-state';

const FRAME = {
  plain: 'border-line-strong',
  warning: 'border-severity-warning-fill bg-severity-warning-tint text-severity-warning',
  critical: 'border-severity-critical-fill bg-severity-critical-tint text-severity-critical',
} as const;

type Tone = keyof typeof FRAME;

/** Says whether what is seen is the present, and stops it on request (WCAG 2.2.2). */
export function LiveControl() {
  const t = useTranslations('common');
  const { pausedAt, setPaused } = useLive();
  const paused = pausedAt !== null;
  const state = useLiveState();
  const tone = toneOf(state);
  return (
    <div className={cx('flex h-control shrink-0 rounded-md border max-md:h-8', FRAME[tone])}>
      <span className="flex items-center gap-1.5 px-2 whitespace-nowrap">
        <Dot tone={tone} live={state.kind === 'live'} />
        <LiveWords state={state} />
      </span>
      <Tooltip content={paused ? t('resumeHint') : t('pauseHint')}>
        <button
          type="button"
          aria-pressed={paused}
          aria-label={t('pause')}
          onClick={() => setPaused(!paused)}
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

function toneOf(state: LiveState): Tone {
  if (state.kind === 'no-broker' || state.kind === 'offline') return 'critical';
  return state.kind === 'paused' || state.kind === 'behind' ? 'warning' : 'plain';
}

function Dot({ tone, live }: { readonly tone: Tone; readonly live: boolean }) {
  if (live) return <span aria-hidden className="size-1.75 rounded-full bg-accent ring-3 ring-accent/18" />;
  const colour = {
    plain: 'bg-line-control',
    warning: 'bg-severity-warning-fill',
    critical: 'bg-severity-critical-fill',
  }[tone];
  return <span aria-hidden className={cx('size-1.75 rounded-full', colour)} />;
}

function LiveWords({ state }: { readonly state: LiveState }): ReactNode {
  const t = useTranslations('common');
  const format = useFormat();
  switch (state.kind) {
    case 'connecting':
      return t('live.connecting');
    case 'live':
      return t('live.live');
    case 'ended':
      return t('live.ended');
    case 'polling':
      return t('live.polling');
    case 'offline':
      return t('live.offline');
    case 'behind':
      return t('live.behind', { age: format.age(state.seconds) });
    case 'paused':
      return <Detailed text={t('live.paused')} detail={t('live.pausedAt', { time: format.clock(state.at) })} />;
    case 'no-broker':
      return (
        <Detailed
          text={t('live.noBroker')}
          detail={state.retrySeconds === null ? '' : t('live.retryIn', { time: format.age(state.retrySeconds) })}
        />
      );
  }
}

function Detailed({ text, detail }: { readonly text: string; readonly detail: string }) {
  return (
    <>
      {text} <span className="max-sm:hidden">{detail}</span>
    </>
  );
}
