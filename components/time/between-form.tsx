'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { inputSeconds, type PeriodText } from '@/lib/tasks/period';
import { Button } from '../ui/button';
import { Field, Input } from '../ui/input';
import { useTimeZone } from '../ui/use-format';

interface BetweenFormProps {
  /** Both ends must be given; else one is enough. */
  readonly both?: boolean;
  readonly onApply: (period: PeriodText) => void;
}

/** Two fixed ends of a time, by hand. */
export function BetweenForm({ both = false, onApply }: BetweenFormProps) {
  const t = useTranslations('common.time');
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const utc = useTimeZone() === 'UTC';
  const [first, last] = [inputSeconds(from, utc), inputSeconds(to, utc)];
  const text = (seconds: number | null) => String(seconds ?? '');
  const missing = both ? first === null || last === null : first === null && last === null;
  const reversed = first !== null && last !== null && first >= last;
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (!missing && !reversed) onApply({ from: text(first), to: text(last) });
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
      <Field label={t('to')} error={reversed ? t('reversed') : null}>
        {({ id, describedBy }) => (
          <Input
            id={id}
            type="datetime-local"
            step="1"
            value={to}
            aria-describedby={describedBy}
            aria-invalid={reversed || undefined}
            onChange={(event) => setTo(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit">{t('apply')}</Button>
    </form>
  );
}
