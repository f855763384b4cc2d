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

interface FailingTypesProps {
  readonly overview: Overview | undefined;
  readonly missing: Missing;
  readonly time: TimeShown;
}

export function FailingTypes({ overview, missing, time }: FailingTypesProps) {
  const t = useTranslations('now.table');
  const words = useTimeWords();
  const isBounded = useIsBounded();
  const format = useFormat();
  const types = overview?.failing.filter((type) => type.failures > 0);
  const shown = types?.slice(0, ROWS) ?? [];
  // A full table may have more behind it: nothing is said about the others then.
  const known = shown.length === 0 ? 'noneFailed' : 'noOtherFailed';
  const note = shown.length === ROWS ? null : t(isBounded ? 'bounded' : known);
  return (
    <NowPanel
      title={t('failing', { period: words(time) })}
      link={
        overview && (
          <TextLink href={tasksHref({ q: 'state:FAILURE', ...time.text })}>
            {t('failures', { count: overview.finished.failure })}
          </TextLink>
        )
      }
    >
      <Table dense>
        <TableHead>
          <tr>
            <Th>{t('type')}</Th>
            <Th numeric>{t('failed')}</Th>
            <Th numeric>{t('share')}</Th>
          </tr>
        </TableHead>
        <tbody>
          {shown.map((type) => (
            <Tr key={type.name}>
              <Td className={NAME_CELL}>
                <TypeLink name={type.name} time={time} failures />
              </Td>
              <Td numeric>{format.count(type.failures)}</Td>
              <Td numeric className="text-fg-2">
                {type.runs > 0 ? format.share(type.failures / type.runs) : <Unknown />}
              </Td>
            </Tr>
          ))}
          <LastRow span={3} known={types !== undefined} missing={missing} note={note} />
        </tbody>
      </Table>
    </NowPanel>
  );
}
