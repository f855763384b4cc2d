'use client';

import { usePathname } from 'next/navigation';
import { useState, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useLive } from '../live/use-live';
import { useNow } from '../live/use-now';
import { useRewindState } from '../rewind/rewind-store';
import { EnableEventsButton } from '../controls/enable-events-button';
import { Age } from '../ui/age';
import { Button } from '../ui/button';
import { cx } from '../ui/class-names';
import { InlineCode } from '../ui/code-block';
import { CopyButton } from '../ui/copy-button';
import { SeveritySign } from '../ui/severity-sign';
import { useFormat } from '../ui/use-format';
import { partialStates, type PartialState } from './partial-state';
import { useNoCollector, useStatus } from './use-status';

/** What keeps every page from the whole truth, under the top bar: cause first, then what to do. */
export function Banners() {
  const status = useStatus();
  const noCollector = useNoCollector();
  const t = useTranslations('common.banner');
  const { connection } = useLive();
  // The Now page says it at length when no worker sends events.
  const onNow = usePathname() === '/';
  // What could be done about silent workers is done to those of now.
  const isPast = useRewindState().at !== null;
  const [firstVersion, setFirstVersion] = useState<string | null>(null);
  if (status && firstVersion === null) setFirstVersion(status.version);
  return (
    <>
      {connection.state === 'down' && <OfflineBanner since={connection.since} />}
      {noCollector !== null && (
        <Banner tone="critical" title={t('noCollector')}>
          {noCollector}
        </Banner>
      )}
      {status &&
        partialStates(status)
          .filter((state) => state.kind !== 'silent-workers' || !(isPast || (onNow && state.all)))
          .map((state) => <StateBanner key={state.kind} state={state} />)}
      {status && firstVersion !== null && firstVersion !== status.version && <UpdatedBanner version={status.version} />}
    </>
  );
}

function StateBanner({ state }: { readonly state: PartialState }) {
  switch (state.kind) {
    case 'no-broker':
    case 'no-collector':
      return <NoBrokerBanner state={state} />;
    case 'store-error':
      return <StoreBanner text={state.text} />;
    case 'no-workers':
      return <NoWorkersBanner everSeen={state.everSeen} />;
    case 'silent-workers':
      return <SilentBanner state={state} />;
  }
}

function NoBrokerBanner({ state }: { readonly state: Extract<PartialState, { code: string }> }) {
  const t = useTranslations('common.banner');
  const format = useFormat();
  const now = useNow({ evenPaused: true });
  return (
    <Banner
      tone="critical"
      title={
        state.kind === 'no-collector'
          ? t('noCollector')
          : t.rich('noBroker', { url: () => <code className="text-base">{state.url}</code> })
      }
    >
      <code>{state.code}</code>, <Age at={state.since} prose evenPaused />.{' '}
      {state.retryAt !== null && t('retryIn', { time: format.age(Math.max(0, state.retryAt - now)) })}{' '}
      {t('lastDataStays')}
      {state.text && <span className="block text-fg-2 wrap-anywhere">{state.text}</span>}
    </Banner>
  );
}

function OfflineBanner({ since }: { readonly since: number }) {
  const t = useTranslations('common.banner');
  return (
    <Banner tone="critical" title={t('offline')}>
      <Age at={since} prose evenPaused />. {t('lastDataStays')}
    </Banner>
  );
}

function StoreBanner({ text }: { readonly text: string }) {
  const t = useTranslations('common.banner');
  return (
    <Banner tone="critical" title={t('storeError')}>
      {text}. {t('storeErrorNext')}
    </Banner>
  );
}

function NoWorkersBanner({ everSeen }: { readonly everSeen: boolean }) {
  const t = useTranslations('common.banner');
  const command = 'celery -A proj worker -E';
  return (
    <Banner
      tone="warning"
      title={everSeen ? t('allWorkersGone') : t('noWorkers')}
      action={<CopyButton text={command} label={t('copyCommand')} />}
    >
      {t('startOne')} <InlineCode>{command}</InlineCode>
    </Banner>
  );
}

function SilentBanner({ state }: { readonly state: Extract<PartialState, { kind: 'silent-workers' }> }) {
  const t = useTranslations('common.banner');
  const count = state.hostnames.length;
  return (
    <Banner
      tone="warning"
      title={t('silentWorkers', { count })}
      action={<EnableEventsButton hostnames={state.hostnames} />}
    >
      {t('silentConsequence')} {t('silentPersist')} <InlineCode>worker_send_task_events = True</InlineCode>
    </Banner>
  );
}

function UpdatedBanner({ version }: { readonly version: string }) {
  const t = useTranslations('common.banner');
  return (
    <Banner
      tone="notice"
      title={t('updated', { version })}
      action={<Button onClick={() => window.location.reload()}>{t('reload')}</Button>}
    />
  );
}

const TONES = {
  critical: 'bg-severity-critical-tint',
  warning: 'bg-severity-warning-tint',
  notice: 'bg-severity-notice-tint',
} as const;

interface BannerProps {
  readonly tone: keyof typeof TONES;
  readonly title: ReactNode;
  readonly action?: ReactNode;
  readonly children?: ReactNode;
}

/** A line over the whole page. */
export function Banner({ tone, title, action, children }: BannerProps) {
  return (
    <div
      role={tone === 'critical' ? 'alert' : 'status'}
      className={cx(
        'flex items-center gap-2.5 border-b border-line px-6 py-2.5 max-md:flex-wrap max-md:px-4',
        TONES[tone],
      )}
    >
      <SeveritySign severity={tone} size={16} className="mt-0.5 self-start" />
      <div className="min-w-0 flex-1">
        <b>{title}</b>
        {children && <span className="ml-2 text-fg-2 max-md:ml-0 max-md:block">{children}</span>}
      </div>
      {action}
    </div>
  );
}
