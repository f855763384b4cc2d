'use client';

import { ChevronDown } from 'lucide-react';
import dynamic from 'next/dynamic';
import type { ComponentProps } from 'react';
import { useTranslations } from 'use-intl';
import type { StatusView } from '@/lib/api/page-views';
import { cx } from '../ui/class-names';
import { Icon } from '../ui/icon';
import { SeveritySign } from '../ui/severity-sign';
import { BROKER_DOTS } from './broker-dots';
import { Deferred } from './deferred';
import { useStatus } from './use-status';

// Of a notice in another cluster nobody need know here.
const SEVERITIES = ['critical', 'warning'] as const;

const BrokerPopover = dynamic(() => import('./broker-popover').then((module) => module.BrokerPopover), {
  ssr: false,
  loading: () => <BrokerButton />,
});

/** The broker that is watched, without its credentials; what is known of it on request. */
export function BrokerButton() {
  const t = useTranslations('common');
  const status = useStatus();
  if (!status) return <span className="px-2.5 text-fg-3">{t('broker.notYet')}</span>;
  return (
    <Deferred
      closed={(open) => <BrokerName status={status} onClick={open} />}
      opened={<BrokerPopover status={status} trigger={<BrokerName status={status} />} />}
    />
  );
}

type BrokerNameProps = ComponentProps<'button'> & { readonly status: Pick<StatusView, 'broker' | 'clusters'> };

function BrokerName({ status: { broker, clusters }, ...rest }: BrokerNameProps) {
  const t = useTranslations('common');
  const current = clusters.find(({ isCurrent }) => isCurrent);
  const elsewhere = SEVERITIES.find((severity) =>
    clusters.some(({ isCurrent, worstSeverity }) => !isCurrent && worstSeverity === severity),
  );
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      className="flex h-7.5 min-w-0 items-center gap-2 rounded-md pr-2 pl-2.5 hover:bg-subtle max-md:h-touch max-md:px-1.5"
      {...rest}
    >
      <span aria-hidden className={cx('size-1.75 shrink-0 rounded-full', BROKER_DOTS[broker.state])} />
      <b className="max-w-40 truncate font-semibold">{current?.name ?? t(`broker.kind.${broker.kind}`)}</b>
      <span className="sr-only">{t(`broker.state.${broker.state}`)}</span>
      <code className="max-w-72 truncate text-fg-3 max-xl:max-w-48 max-md:hidden">{broker.url}</code>
      {elsewhere !== undefined && (
        <>
          <SeveritySign severity={elsewhere} />
          <span className="sr-only">{t('clusters.elsewhere')}</span>
        </>
      )}
      <Icon as={ChevronDown} size={14} className="text-fg-3" />
    </button>
  );
}
