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
import { CloseFooter } from '@/components/ui/close-footer';
import { ConfirmFooter } from '@/components/ui/confirm-footer';
import { Dialog } from '@/components/ui/dialog';
import type { ActionAnswer } from '@/lib/cluster/action';

/** Says whom a resume tells, then what each of them answered. */
export function ResumeDialog({ queue, onClose }: { readonly queue: string; readonly onClose: () => void }) {
  const t = useTranslations('messages.pause');
  const [reason, setReason] = useState('');
  const { request, run } = useRequest<{ readonly answers: readonly ActionAnswer[] }>();
  const path = `/api/v1/queues/${encodeURIComponent(queue)}/resume`;
  if (request.phase === 'done') {
    const { answers } = request.value;
    const ok = answers.filter(({ outcome }) => outcome === 'ok').length;
    return (
      <Dialog open onClose={onClose} title={t('resumedTitle', { queue })} footer={<CloseFooter onClose={onClose} />}>
        <p className="mt-1.5 text-fg-2">
          {t(ok < answers.length ? 'resumedPart' : 'resumed', { ok, all: answers.length })}
        </p>
        {answers.length > 0 && <AnswersList answers={answers} />}
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('resumeTitle', { queue })}
      footer={
        <ConfirmFooter
          variant="primary"
          confirm={t('resumeConfirm')}
          isSending={request.phase === 'sending'}
          onCancel={onClose}
          onConfirm={() => run(() => apiPost(path, reasonPart(reason)))}
        />
      }
    >
      <OldSnapshot />
      <p className="mt-1.5 text-fg-2">{t('resumes')}</p>
      <p className="mt-1.5 text-fg-2">{t('reconnects')}</p>
      <ReasonField value={reason} onChange={setReason} />
      {request.phase === 'failed' && <RequestError error={request.error} />}
    </Dialog>
  );
}
