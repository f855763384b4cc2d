'use client';

import { ChevronDown } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { BrokerStatus } from '@/lib/cluster/cluster-status';
import { Age } from '../ui/age';
import { cx } from '../ui/class-names';
import { Fact, Facts } from '../ui/facts';
import { Icon } from '../ui/icon';
import { Popover } from '../ui/popover';
import { TextLink } from '../ui/text-link';
import { useStatus } from './use-status';

const DOTS: Readonly<Record<BrokerStatus['state'], string>> = {
  connected: 'bg-state-success-fill',
  connecting: 'bg-severity-warning-fill',
  lost: 'bg-severity-critical-fill',
  ended: 'bg-line-control',
};

/** The broker that is watched, without its credentials; what is known of it on request. */
export function BrokerButton() {
  const t = useTranslations('common');
  const broker = useStatus()?.broker;
  if (!broker) return <span className="px-2.5 text-fg-3">{t('broker.notYet')}</span>;
  return (
    <Popover
      className="w-88"
      trigger={
        <button
          type="button"
          className="flex h-7.5 min-w-0 items-center gap-2 rounded-md pr-2 pl-2.5 hover:bg-subtle max-md:h-touch max-md:px-1.5"
        >
          <span aria-hidden className={cx('size-1.75 shrink-0 rounded-full', DOTS[broker.state])} />
          <b className="font-semibold">{t(`broker.kind.${broker.kind}`)}</b>
          <span className="sr-only">{t(`broker.state.${broker.state}`)}</span>
          <code className="max-w-72 truncate text-fg-3 max-xl:max-w-48 max-md:hidden">{broker.url}</code>
          <Icon as={ChevronDown} size={14} className="text-fg-3" />
        </button>
      }
    >
      <BrokerFacts broker={broker} />
    </Popover>
  );
}

function BrokerFacts({ broker }: { readonly broker: BrokerStatus }) {
  const t = useTranslations('common');
  const limits = Object.keys(broker.limits).length;
  return (
    <Facts>
      <Fact label={t('broker.url')}>
        <code>{broker.url}</code>
      </Fact>
      <Fact label={t('broker.stateLabel')}>
        {t(`broker.state.${broker.state}`)} <Age at={broker.since} prose evenPaused className="text-fg-3" />
      </Fact>
      {broker.error && <Fact label={t('broker.error')}>{broker.error}</Fact>}
      <Fact label={t('broker.limits')}>
        {limits === 0 ? t('broker.noLimits') : t('broker.limitCount', { count: limits })}{' '}
        <TextLink href="/system/">{t('broker.more')}</TextLink>
      </Fact>
    </Facts>
  );
}
