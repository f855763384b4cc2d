'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { OldSnapshot } from '@/components/controls/old-snapshot';
import { reasonPart } from '@/components/controls/reason-part';
import { RequestError } from '@/components/controls/request-error';
import { ReasonField } from '@/components/controls/revoke-fields';
import { useRequest } from '@/components/controls/use-request';
import { apiPost } from '@/components/live/api';
import { CheckField } from '@/components/ui/check-field';
import { ConfirmFooter } from '@/components/ui/confirm-footer';
import { Dialog } from '@/components/ui/dialog';
import { TaskName } from '@/components/ui/task-name';
import type { InFlight } from '@/lib/queues/in-flight';
import { mayRunOn, type PutBackAnswer } from '@/lib/queues/put-back';
import { PutBackResults } from './put-back-results';

interface PutBackDialogProps {
  readonly messages: readonly InFlight[];
  readonly onClose: () => void;
}

/** More of them are counted. */
const NAMED = 5;

/** Says what putting back does and risks, then what came of each message. */
export function PutBackDialog({ messages, onClose }: PutBackDialogProps) {
  const t = useTranslations('messages.putBack');
  const [reason, setReason] = useState('');
  const [workerIsDead, setWorkerIsDead] = useState(false);
  const { request, run } = useRequest<{ readonly results: readonly PutBackAnswer[] }>();
  const count = messages.length;
  const silent = messages.filter((one) => mayRunOn(one.reason));
  const needsWord = silent.length === count && !workerIsDead;
  const send = () =>
    run(() =>
      apiPost('/api/v1/unacked/put-back', {
        messages: messages.map(({ deliveryTag, uuid }) => ({ deliveryTag, uuid })),
        ...(silent.length > 0 && workerIsDead ? { workerIsDead } : {}),
        ...reasonPart(reason),
      }),
    );
  if (request.phase === 'done')
    return <PutBackResults messages={messages} results={request.value.results} onClose={onClose} />;
  const sending = request.phase === 'sending';
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('title', { count })}
      footer={
        <ConfirmFooter
          variant="danger-solid"
          confirm={t('confirm')}
          isSending={sending}
          obstacle={needsWord ? t('needsWord') : null}
          note={sending && t('working')}
          onCancel={onClose}
          onConfirm={send}
        />
      }
    >
      <OldSnapshot />
      <ul className="mt-1.5">
        {messages.slice(0, NAMED).map(({ deliveryTag, uuid, name }) => (
          <li key={deliveryTag} className="truncate">
            <TaskName name={name} /> <code className="text-fg-3">{uuid?.slice(0, 8)}</code>
          </li>
        ))}
        {count > NAMED && <li className="text-fg-3">{t('more', { count: count - NAMED })}</li>}
      </ul>
      <Consequences messages={messages} />
      {silent.length > 0 && <DeadField silent={silent} checked={workerIsDead} onChange={setWorkerIsDead} />}
      <p className="mt-3.5 text-small text-fg-3">{t('asked')}</p>
      <ReasonField value={reason} onChange={setReason} />
      {request.phase === 'failed' && <RequestError error={request.error} />}
    </Dialog>
  );
}

function Consequences({ messages }: { readonly messages: readonly InFlight[] }) {
  const t = useTranslations('messages.putBack');
  const count = messages.length;
  const queues = [...new Set(messages.map(({ queue }) => queue))];
  const only = queues.length === 1 ? queues[0] : null;
  return (
    <>
      <p className="mt-1.5 text-fg-2">{t('head', { count, queues: only ?? t('queues', { count }) })}</p>
      {messages.some(({ as }) => as === 'running') && <p className="mt-1.5 text-fg-2">{t('begun')}</p>}
    </>
  );
}

interface DeadFieldProps {
  readonly silent: readonly InFlight[];
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

function DeadField({ silent, checked, onChange }: DeadFieldProps) {
  const t = useTranslations('messages.putBack');
  const words = useTranslations('messages.unacked');
  // What is said is said of all of them.
  const workers = [...new Set(silent.map(({ worker }) => worker ?? words('someoneElse')))].join(', ');
  return (
    <CheckField
      label={t('dead', { workers })}
      text={t('again', { count: silent.length })}
      checked={checked}
      onChange={onChange}
    />
  );
}
