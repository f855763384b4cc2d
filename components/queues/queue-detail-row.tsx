'use client';

import { useTranslations } from 'use-intl';
import { ButtonLink } from '@/components/ui/button';
import { queryTerm, queueHref, tasksHref } from '@/components/ui/hrefs';
import type { QueueView } from '@/lib/cluster/queue';
import { LaneList } from './lane-list';
import { QUEUE_COLUMNS } from './queue-columns';
import { RateText } from './rate-text';
import { WorthKnowing } from './worth-knowing';

/** Under an opened row: lanes, what is worth knowing, rates. */
export function QueueDetailRow({ queue }: { readonly queue: QueueView }) {
  return (
    <tr>
      <td colSpan={QUEUE_COLUMNS} className="h-auto! border-b border-line pb-5! whitespace-normal">
        <div className="pl-9">
          <QueueDetail queue={queue} />
        </div>
      </td>
    </tr>
  );
}

export function QueueDetail({ queue }: { readonly queue: QueueView }) {
  const t = useTranslations('queues');
  const waiting = (queue.ready ?? 0) + (queue.reserved ?? 0) + (queue.scheduled ?? 0);
  return (
    <div className="grid grid-cols-[minmax(0,400px)_minmax(0,1fr)_minmax(0,1fr)] gap-x-9 gap-y-4 max-xl:grid-cols-2 max-md:grid-cols-1">
      <LaneList queue={queue} />
      <WorthKnowing queue={queue} />
      <div>
        <h2 className="mb-1.5 text-small font-medium text-fg-3">{t('rate.title')}</h2>
        <p>
          <RateText queue={queue} />
        </p>
        <div className="mt-2.5 flex flex-wrap gap-2">
          {waiting > 0 && <ButtonLink href={waitingHref(queue.name)}>{t('show', { count: waiting })}</ButtonLink>}
          <ButtonLink href={queueHref(queue.name)}>{t('open')}</ButtonLink>
        </div>
      </div>
    </div>
  );
}

/** The list of what waits in the queue or in its workers. */
export function waitingHref(queue: string): string {
  return tasksHref({ q: `${queryTerm('queue', queue)} state:SENT,RECEIVED`, from: '-24h' });
}
