'use client';

import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/ui/button';
import { cx } from '@/components/ui/class-names';
import { Icon } from '@/components/ui/icon';
import { Field, Input } from '@/components/ui/input';
import { Popover } from '@/components/ui/popover';
import { useFormat } from '@/components/ui/use-format';
import { parseTime } from '@/lib/query/time';
import { localInputSeconds, PERIODS, periodSeconds, type PeriodText } from '@/lib/tasks/period';

interface PeriodMenuProps {
  readonly period: PeriodText;
  readonly onPeriod: (period: PeriodText) => void;
}

/** The time of the list: presets that end now, or two fixed ends. */
export function PeriodMenu({ period, onPeriod }: PeriodMenuProps) {
  const t = useTranslations('tasks.period');
  const words = usePeriodWords();
  const [open, setOpen] = useState(false);
  const choose = (next: PeriodText) => {
    onPeriod(next);
    setOpen(false);
  };
  const presets: readonly PeriodText[] = [...PERIODS.map((from) => ({ from, to: '' })), { from: '', to: '' }];
  return (
    <Popover
      align="end"
      open={open}
      onOpenChange={setOpen}
      className="w-64"
      trigger={
        <Button aria-label={`${t('label')}: ${words(period)}`} className="[&::first-letter]:uppercase">
          <span className="first-letter:uppercase">{words(period)}</span>
          <Icon as={ChevronDown} size={14} />
        </Button>
      }
    >
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
      <Between onApply={choose} />
    </Popover>
  );
}

function Between({ onApply }: { readonly onApply: (period: PeriodText) => void }) {
  const t = useTranslations('tasks.period');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const text = (value: string) => String(localInputSeconds(value) ?? '');
  return (
    <form
      className="mt-2 grid gap-2 border-t border-line pt-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (from !== '' || to !== '') onApply({ from: text(from), to: text(to) });
      }}
    >
      <Field label={t('from')}>
        {({ id }) => (
          <Input
            id={id}
            type="datetime-local"
            step="1"
            value={from}
            onChange={(event) => setFrom(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('to')}>
        {({ id }) => (
          <Input id={id} type="datetime-local" step="1" value={to} onChange={(event) => setTo(event.target.value)} />
        )}
      </Field>
      <Button type="submit">{t('apply')}</Button>
    </form>
  );
}

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
