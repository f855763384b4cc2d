'use client';

import { useTranslations } from 'use-intl';
import type { ThroughputBucket } from '@/lib/api/views';
import { StateSign } from '../ui/state-sign';
import { useFormat } from '../ui/use-format';
import { isEmpty, UNSUCCESSFUL } from './throughput-shape';
import type { TimePlotProps } from './time-plot';

const SIGNS = { success: 'SUCCESS', failure: 'FAILURE', retry: 'RETRY', other: 'REVOKED' } as const;

/** What a bucket says. */
export function useThroughputTip(buckets: readonly ThroughputBucket[], seconds: number): TimePlotProps['tip'] {
  const t = useTranslations('common.chart');
  const format = useFormat();
  return (step) => {
    const bucket = buckets[step];
    if (bucket === undefined) return { title: null, lines: null };
    const title = bucket.partial
      ? t('soFar', { time: format.clock(bucket.at) })
      : t('fromTo', { from: format.clock(bucket.at), to: format.clock(bucket.at + seconds) });
    if (bucket.noData && isEmpty(bucket)) return { title, lines: <p>{t('noData')}</p> };
    const lines = (['success', ...UNSUCCESSFUL] as const).map((outcome) => (
      <p key={outcome} className="flex items-center gap-1.5">
        <StateSign state={SIGNS[outcome]} />
        <span className="flex-1">{t(`outcome.${outcome}`)}</span>
        <span>{format.count(bucket[outcome])}</span>
      </p>
    ));
    return bucket.noData ? { title, lines, note: t('partly') } : { title, lines };
  };
}
