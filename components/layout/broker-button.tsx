'use client';

import { ChevronDown } from 'lucide-react';
import dynamic from 'next/dynamic';
import type { ComponentProps } from 'react';
import { useTranslations } from 'use-intl';
import type { BrokerStatus } from '@/lib/cluster/cluster-status';
import { cx } from '../ui/class-names';
import { Icon } from '../ui/icon';
import { Deferred } from './deferred';
import { useStatus } from './use-status';

const DOTS: Readonly<Record<BrokerStatus['state'], string>> = {
  connected: 'bg-state-success-fill',
  connecting: 'bg-severity-warning-fill',
  lost: 'bg-severity-critical-fill',
  ended: 'bg-line-control',
};

const BrokerPopover = dynamic(() => import('./broker-popover').then((module) => module.BrokerPopover), { ssr: false });

/** The broker that is watched, without its credentials; what is known of it on request. */
export function BrokerButton() {
  const t = useTranslations('common');
  const broker = useStatus()?.broker;
  if (!broker) return <span className="px-2.5 text-fg-3">{t('broker.notYet')}</span>;
  return (
    <Deferred
      closed={(open) => <BrokerName broker={broker} onClick={open} />}
      opened={<BrokerPopover broker={broker} trigger={<BrokerName broker={broker} />} />}
    />
  );
}

type BrokerNameProps = ComponentProps<'button'> & { readonly broker: BrokerStatus };

function BrokerName({ broker, ...rest }: BrokerNameProps) {
  const t = useTranslations('common');
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      className="flex h-7.5 min-w-0 items-center gap-2 rounded-md pr-2 pl-2.5 hover:bg-subtle max-md:h-touch max-md:px-1.5"
      {...rest}
    >
      <span aria-hidden className={cx('size-1.75 shrink-0 rounded-full', DOTS[broker.state])} />
      <b className="font-semibold">{t(`broker.kind.${broker.kind}`)}</b>
      <span className="sr-only">{t(`broker.state.${broker.state}`)}</span>
      <code className="max-w-72 truncate text-fg-3 max-xl:max-w-48 max-md:hidden">{broker.url}</code>
      <Icon as={ChevronDown} size={14} className="text-fg-3" />
    </button>
  );
}
