'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { AnswersList } from '@/components/controls/answers-list';
import { OldSnapshot } from '@/components/controls/old-snapshot';
import { reasonPart } from '@/components/controls/reason-part';
import { RequestError } from '@/components/controls/request-error';
import { ReasonField, TerminateField } from '@/components/controls/revoke-fields';
import { useRequest } from '@/components/controls/use-request';
import { apiPost } from '@/components/live/api';
import { CloseFooter } from '@/components/ui/close-footer';
import { ConfirmFooter } from '@/components/ui/confirm-footer';
import { Dialog } from '@/components/ui/dialog';
import { Field, Input } from '@/components/ui/input';
import type { ActionAnswer } from '@/lib/cluster/action';
import type { Signal } from '@/lib/tasks/revoke-words';

/** Revokes what bears a stamp, on every worker: it can't be said beforehand which tasks those are. */
export function StampDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useTranslations('workerControls');
  const [key, setKey] = useState('');
  const [value, setValue] = useState('');
  const [terminate, setTerminate] = useState(false);
  const [signal, setSignal] = useState<Signal>('SIGTERM');
  const [reason, setReason] = useState('');
  const { request, run } = useRequest<{ readonly answers: readonly ActionAnswer[] }>();
  const send = () =>
    run(() =>
      apiPost('/api/v1/tasks/revoke-by-headers', {
        headers: { [key.trim()]: value.trim() },
        terminate,
        signal,
        ...reasonPart(reason),
      }),
    );
  if (request.phase === 'done') {
    const { answers } = request.value;
    const ok = answers.filter(({ outcome }) => outcome === 'ok').length;
    return (
      <Dialog open onClose={onClose} title={t('stamp.answered')} footer={<CloseFooter onClose={onClose} />}>
        <p className="mt-1.5 text-fg-2">{ok === 0 ? t('stamp.none') : t('stamp.some', { ok, all: answers.length })}</p>
        <AnswersList answers={answers} />
      </Dialog>
    );
  }
  const isFilled = key.trim() !== '' && value.trim() !== '';
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('stamp.title')}
      footer={
        <ConfirmFooter
          variant="danger-solid"
          confirm={t('stamp.confirm')}
          isSending={request.phase === 'sending'}
          obstacle={isFilled ? null : t('fillFirst')}
          onCancel={onClose}
          onConfirm={send}
        />
      }
    >
      <OldSnapshot />
      <p className="mt-1.5 text-fg-2">{t(terminate ? 'stamp.terminate' : 'stamp.does')}</p>
      <p className="mt-1.5 text-fg-2">{t('stamp.memory')}</p>
      <div className="mt-3.5 grid grid-cols-2 gap-3 max-md:grid-cols-1">
        <TextField label={t('stamp.key')} value={key} onChange={setKey} />
        <TextField label={t('stamp.value')} value={value} onChange={setValue} />
      </div>
      <TerminateField many terminate={terminate} onTerminate={setTerminate} signal={signal} onSignal={setSignal} />
      <ReasonField value={reason} onChange={setReason} />
      {request.phase === 'failed' && <RequestError error={request.error} />}
    </Dialog>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function TextField({ label, value, onChange }: TextFieldProps) {
  return (
    <Field label={label}>
      {({ id }) => (
        <Input
          id={id}
          value={value}
          maxLength={1000}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
