'use client';

import { useTranslations } from 'use-intl';
import type { LatencyBucket } from '@/lib/api/views';
import { Clock } from '../ui/age';
import { Unknown } from '../ui/stat-strip';
import { Table, TableHead, Td, Th, Tr } from '../ui/table';
import { useFormat } from '../ui/use-format';

const COLUMNS = ['waitP50', 'waitP95', 'waitP99', 'runP50', 'runP95', 'runP99'] as const;

export function LatencyTable({
  buckets,
  label,
}: {
  readonly buckets: readonly LatencyBucket[];
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
          <Th numeric>{t('runs')}</Th>
          {COLUMNS.map((column) => (
            <Th key={column} numeric>
              {t(`column.${column}`)}
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
            <Td numeric>{format.count(bucket.count)}</Td>
            {COLUMNS.map((column) => (
              <Td key={column} numeric>
                {bucket[column] === null ? <Unknown /> : format.duration(bucket[column])}
              </Td>
            ))}
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
