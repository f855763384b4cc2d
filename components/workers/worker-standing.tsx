'use client';

import { useTranslations } from 'use-intl';
import { Clock } from '@/components/ui/age';
import type { WorkerView } from '@/lib/cluster/worker';

/** Why a worker is not up, or takes nothing. */
export function WorkerStanding({ worker }: { readonly worker: WorkerView }) {
  const t = useTranslations('workers.row');
  if (worker.status === 'not-consuming') return t('notConsuming');
  const held = (worker.active ?? 0) + (worker.reserved ?? 0) + (worker.scheduled ?? 0);
  const since = worker.statusSince;
  if (since === null) return worker.status === 'gone' ? t('goneSomehow') : null;
  const at = () => <Clock at={since} />;
  switch (worker.statusReason) {
    case 'offline-event':
      return t.rich(held === 0 ? 'leftRich' : 'leftHoldingRich', { at, count: held });
    case 'heartbeats-stopped':
      return t.rich('heartbeatsStoppedRich', { at });
    default:
      return t.rich(held === 0 ? 'lostRich' : 'lostHoldingRich', { at, count: held });
  }
}
