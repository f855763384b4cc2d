'use client';

import { useTranslations } from 'use-intl';
import { useFormat } from '../ui/use-format';
import type { Mark } from './chart-marks';

/** `14:02:13 media-1@shop started`, `14:05:00 ada: revoke of 3 tasks`. */
export function useMarkWords(): (mark: Mark) => string {
  const t = useTranslations('common.chart.mark');
  const format = useFormat();
  return (mark) => {
    const at = format.clock(mark.at);
    if (mark.kind === 'worker') return t(mark.change, { at, worker: mark.hostname });
    return t(mark.name, {
      at,
      actor: mark.actor,
      count: mark.count,
      failed: mark.outcome === 'failed' || mark.outcome === 'refused' ? 'yes' : 'no',
    });
  };
}
