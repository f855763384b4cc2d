'use client';

import { useTranslations } from 'use-intl';
import { MAX_GAPS } from '@/lib/api/limits';
import type { EventGap, EventLoss } from '@/lib/cluster/cluster-status';
import { lossShare } from '../charts/chart-marks';
import { useKeptNote } from '../layout/use-kept-note';
import { useNow } from '../live/use-now';
import { Clock } from '../ui/age';
import { Section } from '../ui/section';
import { Table, TableHead, Td, Th, Tr } from '../ui/table';
import { useFormat } from '../ui/use-format';

interface GapSectionProps {
  readonly gaps: readonly EventGap[];
  readonly losses: readonly EventLoss[];
  readonly startedAt: number;
}

type Missing = ({ readonly kind: 'gap' } & EventGap) | ({ readonly kind: 'loss' } & EventLoss);

/** Times during which events could not be seen, or of which some never came. */
export function GapSection({ gaps, losses, startedAt }: GapSectionProps) {
  const t = useTranslations('system');
  const format = useFormat();
  const now = useNow();
  const kept = useKeptNote();
  const rows: readonly Missing[] = [
    ...gaps.map((gap) => ({ kind: 'gap' as const, ...gap })),
    ...losses.map((loss) => ({ kind: 'loss' as const, ...loss })),
  ].sort((a, b) => b.from - a.from);
  return (
    <Section title={t('gaps')} note={t('gapsNote')}>
      {rows.length === 0 ? (
        <p className="text-fg-3">{t.rich('noGaps', { from: () => <Clock at={startedAt} /> })}</p>
      ) : (
        <Table dense>
          <TableHead>
            <tr>
              <Th>{t('from')}</Th>
              <Th className="max-md:hidden">{t('to')}</Th>
              <Th numeric>{t('lasted')}</Th>
              <Th numeric>{t('missed')}</Th>
              <Th>{t('reason')}</Th>
            </tr>
          </TableHead>
          <tbody>
            {rows.map((row) => (
              <Tr key={`${row.kind} ${row.from}`} still>
                <Td>
                  <Clock at={row.from} />
                </Td>
                <Td className="max-md:hidden">{row.to === null ? t('stillOpen') : <Clock at={row.to} />}</Td>
                <Td numeric>{format.age((row.to ?? now) - row.from)}</Td>
                <Td numeric className="text-fg-2">
                  <Missed row={row} />
                </Td>
                <Td className="w-full whitespace-normal! max-md:py-1.5">
                  {row.kind === 'gap' ? t(`gapReason.${row.reason}`) : t('lossReason')}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
      {rows.length > 0 && (
        <p className="mt-2 text-small text-fg-3">
          {[...(gaps.length >= MAX_GAPS ? [t('gapsMax', { count: MAX_GAPS })] : []), ...(kept ? [kept] : [])].join(' ')}
        </p>
      )}
    </Section>
  );
}

function Missed({ row }: { readonly row: Missing }) {
  const t = useTranslations('system');
  const format = useFormat();
  if (row.kind === 'loss') return `~${format.share(lossShare(row))}`;
  if (row.missedAtMost == null) return t('missedAll');
  return t('missedAtMost', { count: format.count(row.missedAtMost) });
}
