'use client';

import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { StatusView } from '@/lib/api/page-views';
import type { BrokerStatus } from '@/lib/cluster/cluster-status';
import { Age } from '../ui/age';
import { Fact, Facts } from '../ui/facts';
import { Popover } from '../ui/popover';
import { TextLink } from '../ui/text-link';
import { ClusterList } from './cluster-list';

interface BrokerPopoverProps {
  readonly status: Pick<StatusView, 'broker' | 'clusters'>;
  readonly trigger: ReactNode;
}

/** The other clusters, and what is known of the connection; the whole of it is on the System page. */
export function BrokerPopover({ status: { broker, clusters }, trigger }: BrokerPopoverProps) {
  return (
    <Popover className="w-88" defaultOpen trigger={trigger}>
      {clusters.length > 0 && <ClusterList clusters={clusters} />}
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
