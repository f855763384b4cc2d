'use client';

import { useTranslations } from 'use-intl';
import { CheckField } from '@/components/ui/check-field';
import { Field, Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { SIGNALS, type Signal } from '@/lib/tasks/revoke-words';

const REASON_LENGTH = 500;

export function ReasonField({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const t = useTranslations('controls');
  return (
    <div className="mt-3.5">
      <Field label={t('reason')}>
        {({ id }) => (
          <Input
            id={id}
            value={value}
            maxLength={REASON_LENGTH}
            placeholder={t('reasonPlaceholder')}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </Field>
    </div>
  );
}

interface TerminateFieldProps {
  readonly many: boolean;
  readonly terminate: boolean;
  readonly onTerminate: (terminate: boolean) => void;
  readonly signal: Signal;
  readonly onSignal: (signal: Signal) => void;
}

export function TerminateField({ many, terminate, onTerminate, signal, onSignal }: TerminateFieldProps) {
  const t = useTranslations('controls.revoke');
  return (
    <CheckField
      label={many ? t('terminateMany') : t('terminate')}
      text={t('terminateText')}
      checked={terminate}
      onChange={onTerminate}
    >
      {terminate && (
        <Select
          label={t('signal')}
          value={signal}
          onChange={onSignal}
          options={SIGNALS.map((value) => ({ value, label: t(value) }))}
          className="mt-2"
        />
      )}
    </CheckField>
  );
}
