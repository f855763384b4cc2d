'use client';

import { useTranslations } from 'use-intl';
import { useFormat } from '@/components/ui/use-format';
import type { WorkerView } from '@/lib/cluster/worker';
import { prefetchSum } from '@/lib/workers/prefetch-arithmetic';
import { NotKnown } from './not-known';

/** `8 × 4 = 32` where it adds up, else the number alone. */
export function PrefetchCell({ worker }: { readonly worker: WorkerView }) {
  const t = useTranslations('workers.unknown');
  const format = useFormat();
  if (worker.prefetchCount === null) return <NotKnown reason={t('reply')} />;
  const sum = prefetchSum(worker);
  return (
    <>
      {sum && (
        <span className="text-fg-3">
          {sum.slots} × {sum.multiplier}
          {sum.scheduled > 0 && ` + ${sum.scheduled}`} ={' '}
        </span>
      )}
      <span className="inline-block min-w-5">{format.count(worker.prefetchCount)}</span>
    </>
  );
}
