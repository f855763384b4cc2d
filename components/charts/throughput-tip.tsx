'use client';

import { useTranslations } from 'use-intl';
import type { ThroughputBucket } from '@/lib/api/views';
import { StateSign } from '../ui/state-sign';
import { useFormat } from '../ui/use-format';
import { ChartTip } from './chart-tip';
import { isEmpty, UNSUCCESSFUL } from './throughput-shape';

const SIGNS = { success: 'SUCCESS', failure: 'FAILURE', retry: 'RETRY', other: 'REVOKED' } as const;

interface ThroughputTipProps {
  readonly bucket: ThroughputBucket;
  readonly seconds: number;
  /** Of the crosshair, 0 to 1. */
  readonly position: number;
  readonly canOpen: boolean;
}

export function ThroughputTip({ bucket, seconds, position, canOpen }: ThroughputTipProps) {
  const t = useTranslations('common.chart');
  const format = useFormat();
  const title = bucket.partial
    ? t('soFar', { time: format.clock(bucket.at) })
    : t('fromTo', { from: format.clock(bucket.at), to: format.clock(bucket.at + seconds) });
  return (
    <ChartTip
      position={position}
      title={title}
      note={bucket.noData && !isEmpty(bucket) ? t('partly') : canOpen ? t('openHint') : null}
    >
      {bucket.noData && isEmpty(bucket) ? (
        <p>{t('noDataWhy')}</p>
      ) : (
        (['success', ...UNSUCCESSFUL] as const).map((outcome) => (
          <p key={outcome} className="flex items-center gap-1.5">
            <StateSign state={SIGNS[outcome]} />
            <span className="flex-1">{t(`outcome.${outcome}`)}</span>
            <span>{format.count(bucket[outcome])}</span>
          </p>
        ))
      )}
    </ChartTip>
  );
}
