'use client';

import { ChevronDown } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useLive } from '../live/use-live';
import { cx } from '../ui/class-names';
import { Icon } from '../ui/icon';
import { useFormat } from '../ui/use-format';
import { isStale, type LiveState } from './live-state';
import { useLiveState } from './use-live-state';

export const TONES = {
  plain: 'border-line-strong',
  warning: 'border-severity-warning-fill bg-severity-warning-tint text-severity-warning',
  critical: 'border-severity-critical-fill bg-severity-critical-tint text-severity-critical',
} as const;

export type Tone = keyof typeof TONES;

export function toneOf(state: LiveState): Tone {
  if (isStale(state)) return 'critical';
  return state.kind === 'live' || state.kind === 'connecting' || state.kind === 'polling' || state.kind === 'ended'
    ? 'plain'
    : 'warning';
}

/** Says whether what is seen is the present; opens the choice of how it moves. */
export function LivePill(props: ComponentProps<'button'>) {
  const t = useTranslations('common');
  const state = useLiveState();
  return (
    <button
      type="button"
      aria-haspopup="menu"
      title={t('paceHint')}
      className="flex items-center gap-1.5 rounded-l-md pr-1 pl-2 whitespace-nowrap"
      {...props}
    >
      <Dot tone={toneOf(state)} live={state.kind === 'live'} />
      <LiveWords state={state} />
      <Icon as={ChevronDown} size={14} className="opacity-70" />
    </button>
  );
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
  const { pace } = useLive();
  switch (state.kind) {
    case 'connecting':
      return t('live.connecting');
    case 'live':
      return pace === null ? t('live.live') : t('live.every', { seconds: pace });
    case 'ended':
      return t('live.ended');
    case 'polling':
      return t('live.polling');
    case 'offline':
      return t('live.offline');
    case 'behind':
      return t('live.behind', { age: format.age(state.seconds) });
    case 'paused':
    case 'rewound':
      // On a phone there is room for the one that matters.
      return (
        <span>
          <span className="max-sm:sr-only">{t(`live.${state.kind}`)}</span> {format.clock(state.at)}
        </span>
      );
    case 'no-broker':
    case 'no-collector':
      return (
        <Detailed
          text={t(state.kind === 'no-broker' ? 'live.noBroker' : 'live.noCollector')}
          detail={state.retrySeconds === null ? '' : t('live.retryIn', { time: format.age(state.retrySeconds) })}
        />
      );
  }
}

function Detailed({ text, detail }: { readonly text: string; readonly detail: string }) {
  return (
    <span>
      {text} <span className="max-sm:hidden">{detail}</span>
    </span>
  );
}
