'use client';

import { useTranslations } from 'use-intl';
import { Clock } from '../ui/age';
import { Unknown } from '../ui/stat-strip';
import { Table, TableHead, Td, Th, Tr } from '../ui/table';
import { useFormat } from '../ui/use-format';
import type { DepthShape } from './depth-shape';

export function DepthTable({ shape, label }: { readonly shape: DepthShape; readonly label: string }) {
  const t = useTranslations('common.chart');
  const format = useFormat();
  return (
    <Table dense>
      <caption className="sr-only">{label}</caption>
      <TableHead>
        <tr>
          <Th>{t('time')}</Th>
          {shape.lanes.map((lane) => (
            <Th key={lane} numeric>
              {lane === 'all' ? t('ready') : t('lane', { priority: lane })}
            </Th>
          ))}
          <Th numeric>{t('unacked')}</Th>
        </tr>
      </TableHead>
      <tbody>
        {shape.points.toReversed().map((point) => (
          <Tr key={point.at}>
            <Td>
              <Clock at={point.at} />
            </Td>
            {shape.lanes.map((lane) => (
              <Td key={lane} numeric>
                {point.lanes === null ? <Unknown /> : format.count(point.lanes[lane] ?? 0)}
              </Td>
            ))}
            <Td numeric>{point.unacked === null ? <Unknown /> : format.count(point.unacked)}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
