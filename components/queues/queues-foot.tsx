'use client';

import { useTranslations } from 'use-intl';
import { GONE_QUEUE_SECONDS, MAX_QUEUE_NAMES } from '@/lib/api/limits';
import type { QueueView } from '@/lib/cluster/queue';
import type { WorkerView } from '@/lib/cluster/worker';
import { queueTotals, unackedSum } from '@/lib/queues/queue-totals';
import { useFormat } from '../ui/use-format';

const NAMED = 5;

interface QueuesFootProps {
  readonly queues: readonly QueueView[];
  readonly workers: readonly WorkerView[];
}

/** What the broker waits to hear of, and whether every queue is consumed. */
export function QueuesFoot({ queues, workers }: QueuesFootProps) {
  const t = useTranslations('queues.foot');
  const format = useFormat();
  const totals = queueTotals(queues, workers);
  const sum = unackedSum(totals);
  const { unacked, reserved, scheduled, active, withoutConsumer: without } = totals;
  const names = without.slice(0, NAMED).join(', ');
  const more = without.length > NAMED ? ` ${t('more', { count: without.length - NAMED })}` : '';
  return (
    <p className="px-6 py-3 text-small text-fg-3 max-md:px-4 md:pl-15">
      {sum
        ? t('sum', { ...sum })
        : unacked === null
          ? t('unackedUnknown')
          : t('unacked', {
              unacked: unacked.value,
              reserved: reserved?.value ?? 0,
              scheduled: scheduled?.value ?? 0,
              running: active?.value ?? 0,
            })}{' '}
      {without.length === 0 ? t('allConsumed') : t('withoutConsumer', { names: names + more })}{' '}
      {t('forgotten', { age: format.age(GONE_QUEUE_SECONDS) })}
      {queues.length >= MAX_QUEUE_NAMES && ` ${t('max', { count: MAX_QUEUE_NAMES })}`}
    </p>
  );
}
