'use client';

import { useTranslations } from 'use-intl';
import type { PastView } from '@/lib/api/past-view';
import { Unknown } from '../ui/stat-strip';
import { usePastCount } from './use-past-count';

const GRID =
  'grid grid-cols-5 overflow-hidden border-t border-line max-md:grid-cols-2 [&>*]:-mt-px [&>*]:-ml-px [&>*]:border-t [&>*]:border-l [&>*]:border-line max-md:[&>*:last-child:nth-child(odd)]:col-span-2';

/** What there was of each, in one strip. */
export function PastStats({ past }: { readonly past: PastView }) {
  const t = useTranslations('rewind.stat');
  const count = usePastCount(past);
  const { totals, workers } = past;
  const there = workers.filter(({ status }) => status !== 'unknown').length;
  const numbers = [
    ['running', totals.running],
    ['reserved', totals.reserved],
    ['scheduled', totals.scheduled],
    ['waiting', totals.waiting],
    ['workers', there],
  ] as const;
  return (
    <dl className={GRID}>
      {numbers.map(([name, value]) => (
        <div key={name} className="min-w-0 px-4 pt-3 pb-3.25 first:pl-6 max-md:first:pl-4">
          <dt className="truncate text-small text-fg-3">{t(name)}</dt>
          <dd className="mt-1 text-stat font-medium tracking-title">{count(value) ?? <Unknown />}</dd>
          <dd className="mt-0.5 truncate text-small text-fg-3">
            {name === 'waiting' && value === null ? t('needsSentEvents') : t(`${name}Note`)}
          </dd>
        </div>
      ))}
    </dl>
  );
}
