'use client';

import { useTranslations } from 'use-intl';
import { Age } from '@/components/ui/age';
import type { WorkerView } from '@/lib/cluster/worker';

const KNOWN: ReadonlySet<string> = new Set(['offline-event', 'no-reply', 'heartbeats-stopped']);

/** Why it is unknown or gone, and for how long. */
export function StatusReason({ worker }: { readonly worker: WorkerView }) {
  const t = useTranslations('worker.reason');
  const { statusReason: reason, statusSince: since } = worker;
  if (reason === null) return null;
  const known = KNOWN.has(reason) && since !== null;
  return (
    <span className="text-fg-3">
      {known
        ? t.rich(reason, { age: () => <Age at={since} prose={reason === 'offline-event'} /> })
        : t('other', { code: reason })}
    </span>
  );
}
