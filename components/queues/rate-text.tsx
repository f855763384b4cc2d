'use client';

import { useTranslations } from 'use-intl';
import { useFormat } from '@/components/ui/use-format';
import type { QueueView } from '@/lib/cluster/queue';
import { drainState } from '@/lib/queues/drain-state';
import { useReason } from './use-reason';

/** What comes, what goes, and where that leads. */
export function RateText({ queue }: { readonly queue: QueueView }) {
  const t = useTranslations('queues.rate');
  const format = useFormat();
  const reason = useReason(queue);
  const { inPerSecond, outPerSecond } = queue;
  if (inPerSecond === null || outPerSecond === null) {
    return `${t('unknown')} ${reason(inPerSecond === null ? 'inPerSecond' : 'outPerSecond')}`;
  }
  const rates = { in: format.rate(inPerSecond), out: format.rate(outPerSecond) };
  const bold = { b: (words: React.ReactNode) => <b>{words}</b> };
  const state = drainState(queue);
  switch (state.kind) {
    case 'drains':
      return t.rich('shrinks', {
        ...rates,
        ...bold,
        by: format.rate(outPerSecond - inPerSecond),
        time: format.estimate(state.seconds),
      });
    case 'growing':
      return t.rich('grows', { ...rates, ...bold, by: format.rate(state.perSecond) });
    case 'empty':
      return t('empty', rates);
    default:
      return t('steady', rates);
  }
}
