'use client';

import { useTranslations } from 'use-intl';
import type { ThroughputBucket } from '@/lib/api/views';
import { Clock } from '../ui/age';
import { Unknown } from '../ui/stat-strip';
import { Table, TableHead, Td, Th, Tr } from '../ui/table';
import { useFormat } from '../ui/use-format';
import { isEmpty, UNSUCCESSFUL } from './throughput-shape';

const COLUMNS = ['success', ...UNSUCCESSFUL] as const;

export function ThroughputTable({
  buckets,
  label,
}: {
  readonly buckets: readonly ThroughputBucket[];
  readonly label: string;
}) {
  const t = useTranslations('common.chart');
  const format = useFormat();
  return (
    <Table dense>
      <caption className="sr-only">{label}</caption>
      <TableHead>
        <tr>
          <Th>{t('time')}</Th>
          {COLUMNS.map((outcome) => (
            <Th key={outcome} numeric>
              {t(`outcome.${outcome}`)}
            </Th>
          ))}
        </tr>
      </TableHead>
      <tbody>
        {buckets.toReversed().map((bucket) => (
          <Tr key={bucket.at}>
            <Td>
              <Clock at={bucket.at} />
            </Td>
            {COLUMNS.map((outcome) => (
              <Td key={outcome} numeric>
                {bucket.noData && isEmpty(bucket) ? (
                  <Unknown />
                ) : (
                  format.count(bucket[outcome], { exact: !bucket.noData })
                )}
              </Td>
            ))}
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
