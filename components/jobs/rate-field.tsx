'use client';

import { useTranslations } from 'use-intl';
import { Field, Input } from '@/components/ui/input';
import { useFormat } from '@/components/ui/use-format';
import { MOST_RATE } from '@/lib/jobs/job';

const LEAST_RATE = 0.1;

/** The rate that was typed; null: it is none. */
export function toRate(typed: string): number | null {
  const rate = Number(typed.trim().replace(',', '.'));
  return typed.trim() !== '' && rate >= LEAST_RATE && rate <= MOST_RATE ? rate : null;
}

interface RateFieldProps {
  readonly value: string;
  readonly onChange: (typed: string) => void;
  /** Tasks that it is for. */
  readonly count: number;
}

export function RateField({ value, onChange, count }: RateFieldProps) {
  const t = useTranslations('jobs');
  const format = useFormat();
  const rate = toRate(value);
  const hint = rate === null ? null : t('rateHint', { time: format.duration(Math.ceil(count / rate)) });
  return (
    <div className="mt-3.5">
      <Field label={t('rate')} error={rate === null ? t('rateWrong', { most: MOST_RATE }) : null} hint={hint}>
        {({ id, describedBy }) => (
          <Input
            id={id}
            value={value}
            inputMode="decimal"
            maxLength={6}
            aria-invalid={rate === null}
            aria-describedby={describedBy}
            className="max-w-32"
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </Field>
    </div>
  );
}
