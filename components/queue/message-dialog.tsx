'use client';

import { useState, type ReactNode } from 'react';
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
import { StateSign } from '@/components/ui/state-sign';
import type { MessageAnswer, PeekedMessage } from '@/lib/queues/peek';
import { NameOf } from './message-row';

interface MessageDialogProps {
  readonly queue: string;
  readonly message: PeekedMessage;
  readonly act: 'remove' | 'move';
  readonly title: string;
  readonly confirm: string;
  readonly danger?: boolean;
  /** Sent along. */
  readonly extra?: Readonly<Record<string, string>>;
  /** Why it can't be done now; null when it can. */
  readonly obstacle?: string | null;
  readonly children: ReactNode;
  readonly onClose: (done: boolean) => void;
}

/** Asks before something is done with one message, then says exactly what came of it. */
export function MessageDialog(props: MessageDialogProps) {
  const { queue, message, act, title, confirm, danger = false, extra = {}, obstacle = null, children, onClose } = props;
  const t = useTranslations('messages.single');
  const [reason, setReason] = useState('');
  const { request, run } = useRequest<MessageAnswer>();
  const { id, sizeBytes, priority, uuid } = message;
  const send = () =>
    run(() =>
      apiPost<MessageAnswer>(`/api/v1/queues/${encodeURIComponent(queue)}/messages/${act}`, {
        ...{ id, sizeBytes, priority, uuid, ...extra },
        ...reasonPart(reason),
      }),
    );
  const answer = request.phase === 'done' ? request.value : null;
  const close = () => onClose(answer !== null);
  if (answer !== null) {
    const { outcome } = answer;
    return (
      <Dialog open onClose={close} title={t('resultTitle', { outcome })} footer={<CloseFooter onClose={close} />}>
        <p className="mt-1.5 flex gap-2 text-fg-2">
          <StateSign state={outcome === 'removed' || outcome === 'moved' ? 'SUCCESS' : 'UNKNOWN'} className="mt-0.75" />
          <span>{t(outcome, { queue, to: extra['to'] ?? '' })}</span>
        </p>
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      onClose={close}
      title={title}
      footer={
        <ConfirmFooter
          variant={danger ? 'danger-solid' : 'primary'}
          confirm={confirm}
          isSending={request.phase === 'sending'}
          obstacle={obstacle}
          onCancel={close}
          onConfirm={send}
        />
      }
    >
      <OldSnapshot />
      <p className="mt-1.5 truncate">
        <NameOf message={message} />
      </p>
      {children}
      <ReasonField value={reason} onChange={setReason} />
      {request.phase === 'failed' && <RequestError error={request.error} />}
    </Dialog>
  );
}
