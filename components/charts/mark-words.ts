'use client';

import { useTranslations } from 'use-intl';
import { useFormat } from '../ui/use-format';
import type { Mark } from './chart-marks';

/** `14:02:13 media-1@shop started`, `14:05:00 ada: revoke of 3 tasks`. What was done is told once its words are there. */
export function useMarkWords(): (mark: Mark) => string {
  const t = useTranslations();
  const format = useFormat();
  return (mark) => {
    const at = format.clock(mark.at);
    if (mark.kind === 'worker') return t(`common.chart.mark.${mark.change}`, { at, worker: mark.hostname });
    if (!t.has('actions')) return `${at} ${mark.actor}`;
    return t(`actions.mark.${mark.name}`, {
      at,
      actor: mark.actor,
      count: mark.count,
      failed: mark.outcome === 'failed' || mark.outcome === 'refused' ? 'yes' : 'no',
    });
  };
}
