'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'use-intl';
import type { Period } from '@/lib/api/views';
import { Deferred } from '../layout/deferred';
import { Chip } from '../ui/chip';
import { Segmented } from '../ui/segmented';
import { BetweenButton } from './between-button';
import { PERIODS } from './time-window';
import { useTimeWords, type TimeChoice } from './use-time-shown';

const BetweenPopover = dynamic(() => import('./between-popover').then((module) => module.BetweenPopover), {
  ssr: false,
  loading: () => <BetweenButton />,
});

/** Which time the page shows: a period that ends now, or two ends, from a chart or by hand, with the way back. */
export function TimeControl({ time }: { readonly time: TimeChoice }) {
  const t = useTranslations('common.time');
  const words = useTimeWords();
  return (
    <>
      {time.back !== null && <Chip label={t('zoomed')} value={words(time)} onRemove={time.back} />}
      <Segmented<Period | ''>
        label={t('label')}
        value={time.period ?? ''}
        onChange={(period) => time.choose({ from: `-${period}`, to: '' })}
        options={PERIODS.map((value) => ({ value, label: t(`period.${value}`) }))}
      />
      <Deferred closed={(open) => <BetweenButton onClick={open} />} opened={<BetweenPopover onApply={time.choose} />} />
    </>
  );
}
