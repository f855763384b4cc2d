'use client';

import { useTranslations } from 'use-intl';
import type { QueueView } from '@/lib/cluster/queue';
import { reasonCode, unknownReason } from '@/lib/queues/unknown-reason';

/** Why a figure of the queue is not known, in words. What only workers could tell bears no reason of its own. */
export function useReason(queue: Pick<QueueView, 'unknown'>): (field: string) => string {
  const t = useTranslations();
  return (field) => {
    const { key, values } = unknownReason(reasonCode(queue, field) ?? FROM_WORKERS[field]);
    return t(key, values);
  };
}

const FROM_WORKERS: Readonly<Record<string, string>> = {
  slots: 'no_inspect_reply',
  reserved: 'no_inspect_reply',
  scheduled: 'no_inspect_reply',
};
