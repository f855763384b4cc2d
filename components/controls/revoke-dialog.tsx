'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useStatus } from '@/components/layout/use-status';
import { apiPost } from '@/components/live/api';
import { CloseFooter } from '@/components/ui/close-footer';
import { ConfirmFooter } from '@/components/ui/confirm-footer';
import { Dialog } from '@/components/ui/dialog';
import { queueHref } from '@/components/ui/hrefs';
import { TextLink } from '@/components/ui/text-link';
import type { ActionAnswer } from '@/lib/cluster/action';
import type { TaskState } from '@/lib/celery/task-state';
import { mayRun, type Signal } from '@/lib/tasks/revoke-words';
import { AnswersList } from './answers-list';
import { OldSnapshot } from './old-snapshot';
import { reasonPart } from './reason-part';
import { RequestError } from './request-error';
import { ReasonField, TerminateField } from './revoke-fields';
import { useRequest } from './use-request';

export interface RevokeTarget {
  readonly uuid: string;
  readonly name: string | null;
  readonly state: TaskState;
  readonly worker: string | null;
  readonly queue: string | null;
}

export interface RevokeAnswer {
  readonly actionIds: readonly string[];
  readonly answers: readonly ActionAnswer[];
}

interface RevokeDialogProps {
  readonly target: RevokeTarget;
  readonly onClose: () => void;
}

/** Says what a revoke does and does not do, then shows what each worker answered. */
export function RevokeDialog({ target, onClose }: RevokeDialogProps) {
  const t = useTranslations('controls.revoke');
  const [terminate, setTerminate] = useState(false);
  const [signal, setSignal] = useState<Signal>('SIGTERM');
  const [reason, setReason] = useState('');
  const { request, run } = useRequest<RevokeAnswer>();
  const name = target.name ?? target.uuid;
  const running = mayRun(target.state);
  const ends = terminate && running;
  const send = () =>
    run(() =>
      apiPost<RevokeAnswer>(`/api/v1/tasks/${encodeURIComponent(target.uuid)}/revoke`, {
        terminate: ends,
        signal,
        ...reasonPart(reason),
      }),
    );

  if (request.phase === 'done')
    return (
      <RevokeAnswers
        title={t('answersTitle', { name })}
        terminated={ends}
        answers={request.value.answers}
        waitsIn={target.state === 'SENT' ? target.queue : null}
        onAgain={send}
        onClose={onClose}
      />
    );
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('title', { name })}
      footer={
        <ConfirmFooter
          variant="danger-solid"
          confirm={ends ? t('confirmTerminate') : t('confirm')}
          isSending={request.phase === 'sending'}
          note={ends ? t('toTerminate', { signal }) : t('to')}
          onCancel={onClose}
          onConfirm={send}
        />
      }
    >
      <OldSnapshot />
      <p className="mt-1.5 text-fg-2">{running ? t('running', { worker: target.worker ?? '?' }) : t('waiting')}</p>
      <p className="mt-1.5 text-fg-2">{t('memory')}</p>
      {target.state === 'SENT' && <SureWay queue={target.queue} />}
      <p className="mt-1.5 text-small text-fg-3">{t('overwrites')}</p>
      {running && (
        <TerminateField
          many={false}
          terminate={terminate}
          onTerminate={setTerminate}
          signal={signal}
          onSignal={setSignal}
        />
      )}
      <ReasonField value={reason} onChange={setReason} />
      {request.phase === 'failed' && <RequestError error={request.error} />}
    </Dialog>
  );
}

// RabbitMQ gives no access to a single message.
function SureWay({ queue }: { readonly queue: string | null }) {
  const t = useTranslations('controls.revoke');
  const kind = useStatus()?.broker.kind;
  if (queue === null || kind !== 'redis') return null;
  const link = () => <TextLink href={queueHref(queue)}>{queue}</TextLink>;
  return <p className="mt-1.5 text-fg-2">{t.rich('sureRich', { queue: link })}</p>;
}

interface RevokeAnswersProps {
  readonly title: string;
  readonly terminated: boolean;
  /** The queue of a task that no worker has received. */
  readonly waitsIn?: string | null;
  readonly answers: readonly ActionAnswer[];
  readonly onAgain?: () => void;
  readonly onClose: () => void;
}

export function RevokeAnswers({ title, terminated, waitsIn = null, answers, onAgain, onClose }: RevokeAnswersProps) {
  const t = useTranslations('controls.revoke');
  const ok = answers.filter((answer) => answer.outcome === 'ok').length;
  const counts = { ok, all: answers.length };
  return (
    <Dialog open onClose={onClose} title={title} footer={<CloseFooter onClose={onClose} />}>
      <p className="mt-1.5 text-fg-2">
        {ok === 0 ? t('noWorkers') : t(terminated ? 'answersTextTerminate' : 'answersText', counts)}
      </p>
      {ok === 0 && <SureWay queue={waitsIn} />}
      {/* Only a broadcast reaches all of them, and to flag an id twice does no harm. */}
      <AnswersList answers={answers} onAgain={onAgain} />
    </Dialog>
  );
}
