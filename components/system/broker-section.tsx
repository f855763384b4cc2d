'use client';

import { useTranslations } from 'use-intl';
import type { BrokerStatus } from '@/lib/cluster/cluster-status';
import { Age } from '../ui/age';
import { Fact, Facts } from '../ui/facts';
import { Section } from '../ui/section';
import { Table, TableHead, Td, Th, Tr } from '../ui/table';

export function BrokerSection({ broker }: { readonly broker: BrokerStatus }) {
  const t = useTranslations('system');
  const words = useTranslations('common.broker');
  const limits = Object.entries(broker.limits);
  return (
    <Section title={t('broker')} note={words(`kind.${broker.kind}`)}>
      <Facts>
        <Fact label={words('url')}>
          <code>{broker.url}</code>
        </Fact>
        <Fact label={words('stateLabel')}>
          {words(`state.${broker.state}`)}, <Age at={broker.since} prose />
        </Fact>
        {broker.error !== null && (
          <Fact label={words('error')}>
            {broker.errorCode !== null && <code>{broker.errorCode}</code>} {broker.error}
          </Fact>
        )}
        <Fact label={words('limits')}>
          {limits.length === 0 ? words('noLimits') : words('limitCount', { count: limits.length })}
        </Fact>
      </Facts>
      {limits.length > 0 && (
        <Table dense className="mt-1">
          <TableHead>
            <tr>
              <Th>{t('notReadable')}</Th>
              <Th>{t('reason')}</Th>
            </tr>
          </TableHead>
          <tbody>
            {limits.map(([field, reason]) => (
              <Tr key={field} still>
                <Td>{field}</Td>
                <Td className="whitespace-normal!">
                  <code className="wrap-anywhere">{reason}</code>
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Section>
  );
}
