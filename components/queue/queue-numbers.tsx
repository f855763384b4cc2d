'use client';

import { useTranslations } from 'use-intl';
import { waitingHref } from '@/components/queues/queue-detail-row';
import { useReason } from '@/components/queues/use-reason';
import { queryTerm, tasksHref, unackedHref } from '@/components/ui/hrefs';
import { Stat, StatStrip } from '@/components/ui/stat-strip';
import { useFormat } from '@/components/ui/use-format';
import type { QueueView } from '@/lib/cluster/queue';
import { drainState } from '@/lib/queues/drain-state';

/** The numbers of the queue, each with the list behind it. */
export function QueueNumbers({ queue }: { readonly queue: QueueView }) {
  const t = useTranslations('queue');
  const format = useFormat();
  const reason = useReason(queue);
  const count = (value: number | null) => (value === null ? null : format.count(value));
  const note = (field: keyof QueueView, key: string) => (queue[field] === null ? reason(field) : t(key));
  const term = queryTerm('queue', queue.name);
  const waiting = waitingHref(queue.name);
  const held = tasksHref({ q: `${term} state:RECEIVED`, from: '-24h' });
  const { slots, freeSlots, inPerSecond, outPerSecond } = queue;
  return (
    <StatStrip label={t('numbers')}>
      <Stat label={t('ready')} value={count(queue.ready)} note={note('ready', 'readyNote')} href={waiting} />
      <Stat label={t('reserved')} value={count(queue.reserved)} note={note('reserved', 'reservedNote')} href={held} />
      <Stat
        label={t('scheduled')}
        value={count(queue.scheduled)}
        note={note('scheduled', 'scheduledNote')}
        href={held}
      />
      <Stat
        label={t('unacked')}
        value={count(queue.unacked)}
        note={note('unacked', 'unackedNote')}
        href={unackedHref(queue.name)}
      />
      <Stat
        label={t('oldest')}
        value={queue.ready === 0 ? '0' : queue.oldestAgeSeconds === null ? null : format.age(queue.oldestAgeSeconds)}
        note={queue.ready === 0 ? t('oldestNone') : note('oldestAgeSeconds', 'oldestNote')}
        href={waiting}
      />
      <Stat
        label={t('rates')}
        value={
          inPerSecond === null || outPerSecond === null
            ? null
            : `${format.rate(inPerSecond)}, ${format.rate(outPerSecond)}`
        }
        note={inPerSecond === null ? <Reason text={reason('inPerSecond')} /> : <DrainNote queue={queue} />}
        href={tasksHref({ q: term })}
      />
      <Stat
        label={t('slots')}
        value={slots === null || freeSlots === null ? null : `${slots - freeSlots}/${slots}`}
        note={
          slots === null ? (
            <Reason text={reason('slots')} />
          ) : (
            t('slotsNote', { count: queue.consumers ?? queue.consumerNames?.length ?? 0 })
          )
        }
        href={tasksHref({ q: `${term} state:STARTED` })}
        {...(slots !== null && freeSlots !== null && slots > 0
          ? { split: [{ share: (slots - freeSlots) / slots, className: 'bg-state-started-fill' }] }
          : {})}
      />
    </StatStrip>
  );
}

/** Cut in its tile: the whole stands in its tooltip, and under the strip. */
function Reason({ text }: { readonly text: string }) {
  return <span title={text}>{text}</span>;
}

function DrainNote({ queue }: { readonly queue: QueueView }) {
  const t = useTranslations('queue');
  const format = useFormat();
  const state = drainState(queue);
  switch (state.kind) {
    case 'drains':
      return t('drainsIn', { time: format.estimate(state.seconds) });
    case 'empty':
      return t('isEmpty');
    case 'unknown':
      return t('drainUnknown');
    default:
      return t(state.kind);
  }
}
