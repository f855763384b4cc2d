'use client';

import { useId } from 'react';
import { useTranslations } from 'use-intl';
import { useView } from '@/components/live/use-view';
import { Field, Input } from '@/components/ui/input';
import type { DraftFault, DraftField, DraftKind } from '@/lib/workers/command-draft';
import type { ControlledWorker } from './controlled-worker';

interface CommandFieldProps {
  readonly field: DraftField;
  readonly kind: DraftKind;
  readonly worker: ControlledWorker | null;
  readonly value: string;
  readonly problem: DraftFault['problem'] | null;
  readonly onChange: (value: string) => void;
}

/** One thing to be known; names that are known are offered, others may be typed. */
export function CommandField(props: CommandFieldProps) {
  if (props.field !== 'queue' || props.kind !== 'add-consumer')
    return <NamedField {...props} names={namesFor(props)} />;
  return <QueueField {...props} />;
}

function namesFor({ field, worker }: CommandFieldProps): readonly string[] {
  if (field === 'queue') return worker?.queues ?? [];
  return field === 'task' ? (worker?.registered ?? []) : [];
}

const NO_PARAMS = {};

function QueueField(props: CommandFieldProps) {
  const known = useView('queues', NO_PARAMS).value?.queues ?? [];
  const names = known.map(({ name }) => name).filter((name) => props.worker?.queues?.includes(name) !== true);
  return <NamedField {...props} names={names} />;
}

const NUMERIC: readonly DraftField[] = ['n', 'min', 'max'];
const SECONDS: readonly DraftField[] = ['soft', 'hard'];

interface NamedFieldProps extends CommandFieldProps {
  readonly names: readonly string[];
}

function NamedField({ field, value, problem, names, onChange }: NamedFieldProps) {
  const t = useTranslations('workerControls.field');
  const listId = useId();
  const hint = t.has(`hint.${field}`) ? t(`hint.${field}`) : undefined;
  const inputMode = NUMERIC.includes(field) ? 'numeric' : SECONDS.includes(field) ? 'decimal' : 'text';
  return (
    <div className="mt-3.5">
      <Field label={t(field)} error={problem && t(`problem.${problem}`)} hint={hint}>
        {({ id, describedBy }) => (
          <Input
            id={id}
            value={value}
            inputMode={inputMode}
            autoComplete="off"
            spellCheck={false}
            maxLength={1024}
            aria-invalid={problem !== null}
            aria-describedby={describedBy}
            {...(names.length > 0 ? { list: listId } : {})}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </Field>
      {names.length > 0 && (
        <datalist id={listId}>
          {names.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      )}
    </div>
  );
}
