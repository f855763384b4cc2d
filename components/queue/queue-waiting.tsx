'use client';

import { useTranslations } from 'use-intl';
import { Elapsed } from '@/components/tasks/elapsed';
import { TaskWhy } from '@/components/tasks/task-why';
import { waitingHref } from '@/components/queues/queue-detail-row';
import { taskHref } from '@/components/ui/hrefs';
import { Section } from '@/components/ui/section';
import { StateLabel } from '@/components/ui/state-sign';
import { Unknown } from '@/components/ui/stat-strip';
import { Table, TableHead, TableScroll, Td, Th, Tr } from '@/components/ui/table';
import { TaskName } from '@/components/ui/task-name';
import { TextLink } from '@/components/ui/text-link';
import { WorkerLink } from '@/components/ui/worker-link';
import type { QueuePageView } from '@/lib/api/page-views';
import type { TaskRow } from '@/lib/api/views';

/** Shown here; the list of tasks has all. */
const FIRST = 20;

/** What is known to wait, the oldest first. */
export function QueueWaiting({ view }: { readonly view: QueuePageView }) {
  const t = useTranslations('queue.waiting');
  const { waiting, queue } = view;
  return (
    <Section
      title={t('title')}
      note={waiting.length > 0 && t('note')}
      actions={waiting.length > 0 && <TextLink href={waitingHref(queue.name)}>{t('all')}</TextLink>}
    >
      {waiting.length === 0 ? (
        <p className="py-1 text-fg-3">
          {(queue.ready ?? 0) > 0 ? t('noneButReady', { count: queue.ready ?? 0 }) : t('none')}
        </p>
      ) : (
        <TableScroll label={t('title')}>
          <Table dense>
            <TableHead>
              <tr>
                <Th>{t('task')}</Th>
                <Th>{t('state')}</Th>
                <Th className="max-lg:hidden">{t('why')}</Th>
                <Th className="max-md:hidden">{t('worker')}</Th>
                <Th numeric className="max-md:hidden">
                  {t('priority')}
                </Th>
                <Th numeric>{t('age')}</Th>
              </tr>
            </TableHead>
            <tbody>
              {waiting.slice(0, FIRST).map((row) => (
                <WaitingRow key={row.uuid} row={row} />
              ))}
            </tbody>
          </Table>
        </TableScroll>
      )}
      {waiting.length > FIRST && <p className="mt-1 text-small text-fg-3">{t('limit', { count: FIRST })}</p>}
    </Section>
  );
}

function WaitingRow({ row }: { readonly row: TaskRow }) {
  const since = row.sentAt ?? row.receivedAt;
  return (
    <Tr>
      <Td className="w-full max-w-0 truncate">
        <TextLink href={taskHref(row.uuid)} variant="name">
          <TaskName name={row.name} />
        </TextLink>{' '}
        <code className="text-fg-3">{row.args === null || row.args === '()' ? row.uuid.slice(0, 8) : row.args}</code>
      </Td>
      <Td>
        <StateLabel state={row.state} />
      </Td>
      <Td className="max-w-80 truncate text-fg-2 max-lg:hidden">
        <TaskWhy row={row} matches />
      </Td>
      <Td className="max-md:hidden">
        {row.worker !== null && <WorkerLink hostname={row.worker} className="font-normal!" />}
      </Td>
      <Td numeric className="text-fg-2 max-md:hidden">
        {row.priority ?? <Unknown />}
      </Td>
      <Td numeric>{since === null ? <Unknown /> : <Elapsed from={since} />}</Td>
    </Tr>
  );
}
