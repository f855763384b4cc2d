'use client';

import { useTranslations } from 'use-intl';
import type { CollectorStats } from '@/lib/cluster/cluster-status';
import { Age } from '../ui/age';
import { Section } from '../ui/section';
import { Table, TableHead, Td, Th, Tr } from '../ui/table';
import { Tag } from '../ui/tag';
import { useFormat } from '../ui/use-format';
import { leftOutOf, type LeftOut } from './left-out';

/** What gives way when there is too much, first things first, and how much of it has. */
export function LeftOutSection({ collector }: { readonly collector: CollectorStats }) {
  const t = useTranslations('system.leftOut');
  const bad = collector.pressure.lastBadRow;
  return (
    <Section title={t('title')} note={t(`shedding.${collector.pressure.shedding}`)}>
      <Table dense>
        <TableHead>
          <tr>
            <Th>{t('what')}</Th>
            <Th className="max-md:hidden">{t('when')}</Th>
            <Th numeric>{t('count')}</Th>
          </tr>
        </TableHead>
        <tbody>
          {leftOutOf(collector).map((row) => (
            <LeftOutRow key={row.name} row={row} />
          ))}
        </tbody>
      </Table>
      {bad !== null && (
        <p className="pt-2 text-fg-2">
          {t('lastBadRow')} <Age at={bad.at} prose />: <code className="wrap-anywhere">{bad.row}</code>, {bad.reason}
        </p>
      )}
    </Section>
  );
}

function LeftOutRow({ row: { name, count, now } }: { readonly row: LeftOut }) {
  const t = useTranslations('system.leftOut');
  const format = useFormat();
  return (
    <Tr still>
      <Td className="whitespace-normal! max-md:py-1.5">
        {t(`name.${name}`)} {now && <Tag tone="warning">{t('now')}</Tag>}
        <span className="block text-small text-fg-3 md:hidden">{t(`reason.${name}`)}</span>
      </Td>
      <Td className="whitespace-normal! text-fg-2 max-md:hidden">{t(`reason.${name}`)}</Td>
      <Td numeric className={count === 0 ? 'text-fg-3' : 'font-[550]'}>
        {format.count(count)}
      </Td>
    </Tr>
  );
}
