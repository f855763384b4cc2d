'use client';

import { useTranslations } from 'use-intl';
import { useFormat } from '@/components/ui/use-format';
import { parseTime } from '@/lib/query/time';
import { periodSeconds, type PeriodText } from '@/lib/tasks/period';

/** A period in words: `last 1 h`, `20 Nov 12:00 to 13:00`. */
export function usePeriodWords(): (period: PeriodText) => string {
  const t = useTranslations('tasks.period');
  const format = useFormat();
  const ofEnd = (text: string) => {
    const at = parseTime(text, 0);
    return text.startsWith('-') || at === null ? text : format.clock(at);
  };
  return ({ from, to }) => {
    if (from === '' && to === '') return t('all');
    const seconds = periodSeconds({ from, to });
    if (seconds !== null) return t('relative', { text: format.duration(seconds) });
    if (to === '') return t('since', { from: ofEnd(from) });
    return from === '' ? t('until', { to: ofEnd(to) }) : t('between', { from: ofEnd(from), to: ofEnd(to) });
  };
}
