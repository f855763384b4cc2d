'use client';

import { useTranslations } from 'use-intl';
import type { QueuesView } from '@/lib/api/page-views';
import type { QueueView } from '@/lib/cluster/queue';
import { drainState } from '@/lib/queues/drain-state';
import { queueHref } from '../ui/hrefs';
import { Unknown } from '../ui/stat-strip';
import { Table, TableHead, Td, Th, Tr } from '../ui/table';
import { TextLink } from '../ui/text-link';
import { useFormat } from '../ui/use-format';
import { heldOrReady, waitingLongest } from './now-numbers';
import { LastRow, NAME_CELL, NowPanel, ROWS } from './now-panel';

export function WaitingQueues({ queues }: { readonly queues: QueuesView | undefined }) {
  const t = useTranslations('now.table');
  const shown = waitingLongest(queues, ROWS);
  return (
    <NowPanel title={t('waitingLongest')} link={<TextLink href="/queues/">{t('allQueues')}</TextLink>}>
      <Table dense>
        <TableHead>
          <tr>
            <Th>{t('queue')}</Th>
            <Th numeric>{t('waiting')}</Th>
            <Th numeric>{t('oldest')}</Th>
            <Th numeric>{t('drains')}</Th>
          </tr>
        </TableHead>
        <tbody>
          {shown.map((queue) => (
            <WaitingRow key={queue.name} queue={queue} />
          ))}
          <LastRow
            span={4}
            known={queues !== undefined}
            missing="loading"
            note={shown.length === 0 ? t('nothingWaits') : null}
          />
        </tbody>
      </Table>
    </NowPanel>
  );
}

function WaitingRow({ queue }: { readonly queue: QueueView }) {
  const t = useTranslations('now.table');
  const format = useFormat();
  return (
    <Tr>
      <Td className={NAME_CELL}>
        <TextLink href={queueHref(queue.name)} variant="name" title={queue.name} className="block truncate">
          {queue.name}
        </TextLink>
      </Td>
      <Td numeric>{format.count(heldOrReady(queue))}</Td>
      <Td numeric>
        {onlyScheduled(queue) ? (
          <span className="text-fg-3">{t('eta')}</span>
        ) : queue.oldestAgeSeconds === null ? (
          <Unknown />
        ) : (
          format.age(queue.oldestAgeSeconds)
        )}
      </Td>
      <Td numeric className="text-fg-2">
        {!onlyScheduled(queue) &&
          (queue.drainSeconds === null ? t(drainWord(queue)) : format.estimate(queue.drainSeconds))}
      </Td>
    </Tr>
  );
}

// Held until their eta: they wait for nothing else.
function onlyScheduled(queue: QueueView): boolean {
  return (queue.ready ?? 0) + (queue.reserved ?? 0) === 0;
}

function drainWord(queue: QueueView): 'growing' | 'steady' | 'notKnown' {
  const { kind } = drainState(queue);
  if (kind === 'unknown') return 'notKnown';
  return kind === 'growing' ? 'growing' : 'steady';
}
