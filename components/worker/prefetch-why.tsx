'use client';

import { useTranslations } from 'use-intl';
import { CodeBlock } from '@/components/ui/code-block';
import type { WorkerDetail } from '@/lib/cluster/worker';
import { prefetchSum, type PrefetchSum } from '@/lib/workers/prefetch-arithmetic';

/** "Why it holds 24": what it may fetch, as arithmetic where that adds up, and what would lessen it. */
export function PrefetchWhy({ worker }: { readonly worker: WorkerDetail }) {
  const t = useTranslations('worker.prefetch');
  const held = worker.reserved ?? 0;
  const sum = prefetchSum(worker);
  const { prefetchCount: prefetch, concurrency: slots } = worker;
  return (
    <>
      <h2 className="mb-1 text-strong tracking-title">{held > 0 ? t('title', { count: held }) : t('titleNone')}</h2>
      {prefetch === null && <p className="text-fg-2">{t('unknown')}</p>}
      {prefetch === 0 && <p className="text-fg-2">{t('unlimited')}</p>}
      {sum && prefetch !== null && <Arithmetic worker={worker} sum={sum} />}
      {prefetch !== null && prefetch > 0 && sum === null && (
        <p className="text-fg-2">
          {t('noSum', { prefetch })} <Expected worker={worker} />
        </p>
      )}
      {sum && slots !== null && (
        <>
          <p className="text-fg-2">
            {sum.multiplier > 1 ? t('wouldHold', { held: slots, slots }) : t('lowest')}{' '}
            {sum.multiplier > 1 && t('early')}
          </p>
          {sum.multiplier > 1 && held > 0 && (
            <CodeBlock text="worker_prefetch_multiplier = 1" label={t('setting')} className="mt-2" />
          )}
        </>
      )}
    </>
  );
}

/** What slots and multiplier would give, where the worker told another number. */
function Expected({ worker }: { readonly worker: WorkerDetail }) {
  const t = useTranslations('worker.prefetch');
  const { concurrency: slots, prefetchMultiplier: multiplier } = worker;
  if (slots === null || multiplier === null) return null;
  const scheduled = worker.scheduled ?? 0;
  const product = slots * multiplier + scheduled;
  return product === worker.prefetchCount ? null : t('expected', { slots, multiplier, scheduled, product });
}

interface Term {
  readonly sign: string | null;
  readonly value: number;
  readonly name: 'slots' | 'multiplier' | 'scheduled' | 'prefetch' | 'running' | 'reserved';
  readonly className?: string;
}

function Arithmetic({ worker, sum }: { readonly worker: WorkerDetail; readonly sum: PrefetchSum }) {
  const t = useTranslations('worker.prefetch');
  const terms: readonly Term[] = [
    { sign: null, value: sum.slots, name: 'slots' },
    { sign: '×', value: sum.multiplier, name: 'multiplier' },
    ...(sum.scheduled > 0 ? [{ sign: '+', value: sum.scheduled, name: 'scheduled' } as const] : []),
    { sign: '=', value: sum.total, name: 'prefetch' },
    ...filled(worker, sum.total),
  ];
  return (
    <div className="mt-1 mb-2.5 flex flex-wrap items-baseline gap-x-1.5 gap-y-1">
      {terms.map((term) => (
        <span key={term.name} className="flex items-baseline gap-1.5">
          {term.sign !== null && <span className="text-strong text-fg-3">{term.sign}</span>}
          <span className="grid justify-items-start">
            <b className={`text-title ${term.className ?? ''}`}>{term.value}</b>
            <span className="text-micro text-fg-3">{t(term.name)}</span>
          </span>
        </span>
      ))}
    </div>
  );
}

/** How the prefetch is filled, where running and reserved fill it exactly. */
function filled(worker: WorkerDetail, total: number): readonly Term[] {
  const { active, reserved, scheduled } = worker;
  if (active === null || reserved === null || reserved === 0 || (scheduled ?? 0) > 0) return [];
  if (active + reserved !== total) return [];
  return [
    { sign: '=', value: active, name: 'running', className: 'text-state-started' },
    { sign: '+', value: reserved, name: 'reserved', className: 'text-state-received' },
  ];
}
