'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { AnswersList } from '@/components/controls/answers-list';
import { OldSnapshot } from '@/components/controls/old-snapshot';
import { reasonPart } from '@/components/controls/reason-part';
import { RequestError } from '@/components/controls/request-error';
import { ReasonField } from '@/components/controls/revoke-fields';
import { useRequest } from '@/components/controls/use-request';
import { apiPost } from '@/components/live/api';
import { CheckField } from '@/components/ui/check-field';
import { CloseFooter } from '@/components/ui/close-footer';
import { ConfirmFooter } from '@/components/ui/confirm-footer';
import { Dialog } from '@/components/ui/dialog';
import { WhenExplained } from '@/components/ui/when-explained';
import type { ActionAnswer } from '@/lib/cluster/action';
import type { QueueView } from '@/lib/cluster/queue';

interface PauseDialogProps {
  readonly queue: QueueView;
  readonly onClose: () => void;
}

export function PauseDialog(props: PauseDialogProps) {
  return (
    <WhenExplained namespace="messages">
      <PauseForm {...props} />
    </WhenExplained>
  );
}

/** Says what a pause does not stop, and asks whether workers that start later are to be stopped as well. */
function PauseForm({ queue, onClose }: PauseDialogProps) {
  const t = useTranslations('messages.pause');
  const { name, pause, consumerNames } = queue;
  const [again, setAgain] = useState(pause?.isHeld ?? false);
  const [reason, setReason] = useState('');
  const { request, run } = useRequest<{ readonly answers: readonly ActionAnswer[] }>();
  const send = () =>
    run(() => apiPost(`/api/v1/queues/${encodeURIComponent(name)}/pause`, { again, ...reasonPart(reason) }));
  if (request.phase === 'done') {
    const { answers } = request.value;
    const ok = answers.filter(({ outcome }) => outcome === 'ok').length;
    return (
      <Dialog open onClose={onClose} title={t('doneTitle', { queue: name })} footer={<CloseFooter onClose={onClose} />}>
        <p className="mt-1.5 text-fg-2">{t('done', { ok, all: answers.length })}</p>
        <AnswersList answers={answers} />
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('title', { queue: name })}
      footer={
        <ConfirmFooter
          variant="danger-solid"
          confirm={t('confirm')}
          isSending={request.phase === 'sending'}
          onCancel={onClose}
          onConfirm={send}
        />
      }
    >
      <OldSnapshot />
      <p className="mt-1.5 text-fg-2">{t('does', { count: consumerNames?.length ?? 0 })}</p>
      <p className="mt-1.5 text-fg-2">{t('prefetched')}</p>
      <CheckField label={t('hold')} text={t('holdText')} checked={again} onChange={setAgain} />
      <ReasonField value={reason} onChange={setReason} />
      {request.phase === 'failed' && <RequestError error={request.error} />}
    </Dialog>
  );
}
