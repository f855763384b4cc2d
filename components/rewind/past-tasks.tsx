'use client';

import { useTranslations } from 'use-intl';
import type { PastRow, PastView } from '@/lib/api/views';
import { Clock } from '../ui/age';
import { queueHref, taskHref, workerHref } from '../ui/hrefs';
import { Section } from '../ui/section';
import { StateLabel } from '../ui/state-sign';
import { Table, TableHead, TableScroll, Td, Th, Tr } from '../ui/table';
import { TaskName } from '../ui/task-name';
import { TextLink } from '../ui/text-link';
import { useFormat } from '../ui/use-format';

interface PastTasksProps {
  readonly past: PastView;
  readonly kind: 'running' | 'reserved' | 'scheduled' | 'waiting';
}

/** Tasks as they stood then, the oldest first, and what has become of each. */
export function PastTasks({ past, kind }: PastTasksProps) {
  const t = useTranslations('rewind.tasks');
  const format = useFormat();
  const rows = past[kind];
  const total = past.totals[kind];
  const note =
    total === null
      ? t('notKnown')
      : rows.length < total
        ? t('first', { shown: format.count(rows.length), total: format.count(total) })
        : format.count(total);
  return (
    <Section title={t(`title.${kind}`)} note={note}>
      {rows.length > 0 && (
        <TableScroll label={t(`title.${kind}`)}>
          <Table dense>
            <TableHead>
              <tr>
                <Th>{t('task')}</Th>
                <Th>{t(kind === 'waiting' ? 'queue' : 'worker')}</Th>
                <Th numeric>{t(`since.${kind}`)}</Th>
                <Th>{t('became')}</Th>
              </tr>
            </TableHead>
            <tbody>
              {rows.map((row) => (
                <TaskLine key={`${row.uuid} ${row.worker ?? ''}`} row={row} at={past.at} />
              ))}
            </tbody>
          </Table>
        </TableScroll>
      )}
    </Section>
  );
}

function TaskLine({ row, at }: { readonly row: PastRow; readonly at: number }) {
  const format = useFormat();
  return (
    <Tr>
      <Td className="w-1/2 max-w-0 max-md:max-w-none">
        <TextLink href={taskHref(row.uuid)} variant="name" className="block truncate max-md:max-w-44">
          <TaskName name={row.name} />
        </TextLink>
      </Td>
      <Td>
        {row.worker !== null && (
          <TextLink href={workerHref(row.worker)} variant="in-text">
            {row.worker}
          </TextLink>
        )}
        {row.worker === null && row.queue !== null && (
          <TextLink href={queueHref(row.queue)} variant="in-text">
            {row.queue}
          </TextLink>
        )}
      </Td>
      <Td numeric>{format.age(Math.max(0, at - row.since))}</Td>
      <Td>
        <span className="inline-flex items-center gap-2 align-middle">
          <StateLabel state={row.state} />
          {row.endedAt !== null && <Clock at={row.endedAt} className="text-fg-3 max-md:hidden" />}
        </span>
      </Td>
    </Tr>
  );
}
