'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { BetweenForm } from '@/components/time/between-form';
import { cx } from '@/components/ui/class-names';
import { Popover } from '@/components/ui/popover';
import { PERIODS, type PeriodText } from '@/lib/tasks/period';
import { PeriodButton } from './period-button';
import { usePeriodWords } from './use-period-words';

interface PeriodMenuProps {
  readonly period: PeriodText;
  readonly onPeriod: (period: PeriodText) => void;
}

/** The time of the list: presets that end now, or two fixed ends. Fetched when it is first opened. */
export function PeriodMenu({ period, onPeriod }: PeriodMenuProps) {
  const t = useTranslations('tasks.period');
  const words = usePeriodWords();
  const [open, setOpen] = useState(true);
  const choose = (next: PeriodText) => {
    onPeriod(next);
    setOpen(false);
  };
  const presets: readonly PeriodText[] = [...PERIODS.map((from) => ({ from, to: '' })), { from: '', to: '' }];
  return (
    <Popover align="end" open={open} onOpenChange={setOpen} className="w-64" trigger={<PeriodButton period={period} />}>
      <div role="group" aria-label={t('label')}>
        {presets.map((preset) => (
          <button
            key={preset.from}
            type="button"
            aria-pressed={preset.from === period.from && period.to === ''}
            onClick={() => choose(preset)}
            className={cx(
              'flex min-h-7 w-full items-center rounded-sm px-2 first-letter:uppercase hover:bg-inset max-md:min-h-touch',
              preset.from === period.from && period.to === '' && 'bg-inset font-[550]',
            )}
          >
            {words(preset)}
          </button>
        ))}
      </div>
      <div className="mt-2 border-t border-line pt-3">
        <BetweenForm onApply={choose} />
      </div>
    </Popover>
  );
}
