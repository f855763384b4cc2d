'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { reasonPart } from '@/components/controls/reason-part';
import { RequestError } from '@/components/controls/request-error';
import { ReasonField } from '@/components/controls/revoke-fields';
import { useRequest } from '@/components/controls/use-request';
import { apiPost } from '@/components/live/api';
import { CloseFooter } from '@/components/ui/close-footer';
import { ConfirmFooter } from '@/components/ui/confirm-footer';
import { Dialog } from '@/components/ui/dialog';
import type { Task } from '@/lib/cluster/task';

interface WithdrawDialogProps {
  readonly task: Pick<Task, 'uuid' | 'name'>;
  readonly onClose: (isDone: boolean) => void;
}

/** Ends that a revoke is kept, and says what that does not undo. */
export function WithdrawDialog({ task, onClose }: WithdrawDialogProps) {
  const t = useTranslations('messages.kept');
  const [reason, setReason] = useState('');
  const { request, run } = useRequest<unknown>();
  const title = t('dialogTitle', { name: task.name ?? task.uuid });
  const path = `/api/v1/tasks/${encodeURIComponent(task.uuid)}/revoke/withdraw`;
  if (request.phase === 'done') {
    const close = () => onClose(true);
    return (
      <Dialog open onClose={close} title={title} footer={<CloseFooter onClose={close} />}>
        <p className="mt-1.5 text-fg-2">{t('done')}</p>
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      onClose={() => onClose(false)}
      title={title}
      footer={
        <ConfirmFooter
          variant="danger-solid"
          confirm={t('confirm')}
          isSending={request.phase === 'sending'}
          onCancel={() => onClose(false)}
          onConfirm={() => run(() => apiPost(path, reasonPart(reason)))}
        />
      }
    >
      <p className="mt-1.5 text-fg-2">{t('stops')}</p>
      <p className="mt-1.5 text-fg-2">{t('keeps')}</p>
      <ReasonField value={reason} onChange={setReason} />
      {request.phase === 'failed' && <RequestError error={request.error} />}
    </Dialog>
  );
}
