'use client';

import { useTranslations } from 'use-intl';
import type { EventGap } from '@/lib/cluster/cluster-status';
import { useNow } from '../live/use-now';
import { Clock } from '../ui/age';
import { Section } from '../ui/section';
import { Table, TableHead, Td, Th, Tr } from '../ui/table';
import { useFormat } from '../ui/use-format';

interface GapSectionProps {
  readonly gaps: readonly EventGap[];
  readonly startedAt: number;
}

/** Times during which events could not be seen. */
export function GapSection({ gaps, startedAt }: GapSectionProps) {
  const t = useTranslations('system');
  const format = useFormat();
  const now = useNow();
  return (
    <Section title={t('gaps')} note={t('gapsNote')}>
      {gaps.length === 0 ? (
        <p className="text-fg-3">{t.rich('noGaps', { from: () => <Clock at={startedAt} /> })}</p>
      ) : (
        <Table dense>
          <TableHead>
            <tr>
              <Th>{t('from')}</Th>
              <Th>{t('to')}</Th>
              <Th numeric>{t('lasted')}</Th>
              <Th>{t('reason')}</Th>
            </tr>
          </TableHead>
          <tbody>
            {gaps.toReversed().map((gap) => (
              <Tr key={gap.from} still>
                <Td>
                  <Clock at={gap.from} />
                </Td>
                <Td>{gap.to === null ? t('stillOpen') : <Clock at={gap.to} />}</Td>
                <Td numeric>{format.age((gap.to ?? now) - gap.from)}</Td>
                <Td className="w-full whitespace-normal">{t(`gapReason.${gap.reason}`)}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Section>
  );
}
