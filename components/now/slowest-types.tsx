'use client';

import { useTranslations } from 'use-intl';
import type { Overview } from '@/lib/api/views';
import { useIsBounded } from '../layout/use-status';
import type { TimeShown } from '../time/time-window';
import { useTimeWords } from '../time/use-time-shown';
import { tasksHref } from '../ui/hrefs';
import { Unknown } from '../ui/stat-strip';
import { Table, TableHead, Td, Th, Tr } from '../ui/table';
import { TextLink } from '../ui/text-link';
import { useFormat } from '../ui/use-format';
import { LastRow, NAME_CELL, NowPanel, ROWS, TypeLink, type Missing } from './now-panel';

interface SlowestTypesProps {
  readonly overview: Overview | undefined;
  readonly missing: Missing;
  readonly time: TimeShown;
}

export function SlowestTypes({ overview, missing, time }: SlowestTypesProps) {
  const t = useTranslations('now.table');
  const words = useTimeWords();
  const isBounded = useIsBounded();
  const format = useFormat();
  const types = overview?.slowest;
  return (
    <NowPanel
      title={t('slowest', { period: words(time) })}
      link={<TextLink href={tasksHref({ ...time.text })}>{t('allTasks')}</TextLink>}
    >
      <Table dense>
        <TableHead>
          <tr>
            <Th>{t('type')}</Th>
            <Th numeric className="max-md:hidden">
              {t('runs')}
            </Th>
            <Th numeric>{t('p50')}</Th>
            <Th numeric>{t('p95')}</Th>
          </tr>
        </TableHead>
        <tbody>
          {types?.slice(0, ROWS).map((type) => (
            <Tr key={type.name}>
              <Td className={NAME_CELL}>
                <TypeLink name={type.name} time={time} />
              </Td>
              <Td numeric className="text-fg-3 max-md:hidden">
                {format.count(type.runs)}
              </Td>
              <Td numeric className="text-fg-2">
                {type.runP50 === null ? <Unknown /> : format.duration(type.runP50)}
              </Td>
              <Td numeric>{type.runP95 === null ? <Unknown /> : format.duration(type.runP95)}</Td>
            </Tr>
          ))}
          <LastRow
            span={4}
            known={types !== undefined}
            missing={missing}
            note={types?.length === 0 ? t(isBounded ? 'bounded' : 'noRuns') : null}
          />
        </tbody>
      </Table>
    </NowPanel>
  );
}
