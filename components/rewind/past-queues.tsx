'use client';

import { useTranslations } from 'use-intl';
import type { PastQueue, PastView } from '@/lib/api/past-view';
import { queueHref } from '../ui/hrefs';
import { Section } from '../ui/section';
import { Unknown } from '../ui/stat-strip';
import { Table, TableHead, TableScroll, Td, Th, Tr } from '../ui/table';
import { TextLink } from '../ui/text-link';
import { useFormat } from '../ui/use-format';
import { Figure } from '../workers/figure';

/** What stood where, as the broker said when it was last asked before then. */
export function PastQueues({ past }: { readonly past: PastView }) {
  const t = useTranslations('rewind.queues');
  return (
    <Section title={t('title')} note={past.queues.length}>
      {past.queues.length === 0 ? (
        <p className="text-fg-3">{t('none')}</p>
      ) : (
        <TableScroll label={t('title')}>
          <Table dense>
            <TableHead>
              <tr>
                <Th>{t('queue')}</Th>
                <Th numeric>{t('ready')}</Th>
                <Th numeric>{t('unacked')}</Th>
                <Th numeric>{t('waiting')}</Th>
                <Th numeric>{t('oldest')}</Th>
                <Th className="max-md:hidden">{t('lanes')}</Th>
                <Th numeric className="max-md:hidden">
                  {t('sampled')}
                </Th>
              </tr>
            </TableHead>
            <tbody>
              {past.queues.map((queue) => (
                <QueueLine key={queue.name} queue={queue} at={past.at} />
              ))}
            </tbody>
          </Table>
        </TableScroll>
      )}
    </Section>
  );
}

function QueueLine({ queue, at }: { readonly queue: PastQueue; readonly at: number }) {
  const t = useTranslations('rewind.unknown');
  const queues = useTranslations('rewind.queues');
  const format = useFormat();
  const reason = (field: keyof PastQueue['unknown']) => {
    const code = queue.unknown[field];
    return code === undefined ? '' : t(code);
  };
  const lanes = Object.entries(queue.readyByPriority ?? {}).filter(([name, ready]) => name !== 'all' && ready > 0);
  return (
    <Tr>
      <Td>
        <TextLink href={queueHref(queue.name)} variant="name">
          {queue.name}
        </TextLink>
      </Td>
      <Td numeric>
        <Figure value={queue.ready} reason={reason('ready')} />
      </Td>
      <Td numeric>
        <Figure value={queue.unacked} reason={reason('unacked')} />
      </Td>
      <Td numeric>
        <Figure value={queue.waiting} reason={reason('waiting')} />
      </Td>
      <Td numeric>{queue.oldestAgeSeconds !== null && format.age(Math.max(0, queue.oldestAgeSeconds))}</Td>
      <Td className="w-full text-fg-2 max-md:hidden">
        {lanes.map(([priority, ready]) => queues('lane', { priority, ready: format.count(ready) })).join(', ')}
      </Td>
      <Td numeric className="text-fg-3 max-md:hidden">
        {queue.sampledAt === null ? (
          <Unknown />
        ) : (
          queues('before', { time: format.age(Math.max(0, at - queue.sampledAt)) })
        )}
      </Td>
    </Tr>
  );
}
