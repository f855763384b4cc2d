'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { OldSnapshot } from '@/components/controls/old-snapshot';
import { reasonPart } from '@/components/controls/reason-part';
import { RequestError } from '@/components/controls/request-error';
import { ReasonField } from '@/components/controls/revoke-fields';
import { useRequest } from '@/components/controls/use-request';
import { apiPost } from '@/components/live/api';
import { CloseFooter } from '@/components/ui/close-footer';
import { ConfirmFooter } from '@/components/ui/confirm-footer';
import { Dialog } from '@/components/ui/dialog';
import { Field, Input } from '@/components/ui/input';
import type { PurgeAnswer } from '@/lib/queues/peek';

interface PurgeDialogProps {
  readonly queue: string;
  /** Messages that waited when the reader asked. */
  readonly ready: number;
  readonly isRedis: boolean;
  readonly onClose: (done: boolean) => void;
}

/** The number of messages must be typed; no more than that are removed. */
export function PurgeDialog({ queue, ready, isRedis, onClose }: PurgeDialogProps) {
  const t = useTranslations('messages.purge');
  // What comes while the reader types was not agreed to.
  const [count] = useState(ready);
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const { request, run } = useRequest<PurgeAnswer>();
  const send = () =>
    run(() =>
      apiPost<PurgeAnswer>(`/api/v1/queues/${encodeURIComponent(queue)}/purge`, {
        count,
        ...reasonPart(reason),
      }),
    );
  if (request.phase === 'done') {
    const { removed, left } = request.value;
    const close = () => onClose(true);
    return (
      <Dialog open onClose={close} title={t('resultTitle', { queue })} footer={<CloseFooter onClose={close} />}>
        <p className="mt-1.5 text-fg-2">
          {t('removed', { removed, count })} {left !== null && t('left', { count: left })}
        </p>
      </Dialog>
    );
  }
  const isTyped = typed.replace(/[\s,.]/g, '') === String(count);
  return (
    <Dialog
      open
      onClose={() => onClose(false)}
      title={t('title', { queue })}
      footer={
        <ConfirmFooter
          variant="danger-solid"
          confirm={t('confirm', { count })}
          isSending={request.phase === 'sending'}
          obstacle={isTyped ? null : t('typeFirst')}
          onCancel={() => onClose(false)}
          onConfirm={send}
        />
      }
    >
      <OldSnapshot />
      <p className="mt-1.5 text-fg-2">{t('forGood')}</p>
      <p className="mt-1.5 text-fg-2">{t(isRedis ? 'redis' : 'amqp')}</p>
      <p className="mt-1.5 text-fg-2">{t('held')}</p>
      <div className="mt-3.5">
        <Field label={t('type', { count: String(count) })}>
          {({ id }) => (
            <Input
              id={id}
              value={typed}
              inputMode="numeric"
              autoComplete="off"
              maxLength={20}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </Field>
      </div>
      <ReasonField value={reason} onChange={setReason} />
      {request.phase === 'failed' && <RequestError error={request.error} />}
    </Dialog>
  );
}
