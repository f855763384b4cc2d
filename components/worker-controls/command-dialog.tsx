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
import { draftFault, draftRequest, FIELDS, type DraftKind } from '@/lib/workers/command-draft';
import { CommandConsequence } from './command-consequence';
import { CommandField } from './command-field';
import type { ControlledWorker } from './controlled-worker';
import { firstDraft } from './first-draft';

interface CommandDialogProps {
  readonly kind: DraftKind;
  /** null: all workers that know a task type. */
  readonly worker: ControlledWorker | null;
  /** Where it is clear already which one is meant. */
  readonly queue?: string | undefined;
  readonly onClose: () => void;
}

const DANGEROUS: readonly DraftKind[] = ['shutdown', 'pool-restart', 'quiet', 'cancel-consumer', 'disable-events'];

/** Says what follows, asks what is still to be known, then shows each worker's own answer. */
export function CommandDialog({ kind, worker, queue, onClose }: CommandDialogProps) {
  const t = useTranslations('workerControls');
  const [draft, setDraft] = useState(() => firstDraft(worker, queue));
  const [reason, setReason] = useState('');
  const { request, run } = useRequest<{ readonly answers: readonly ActionAnswer[] }>();
  const name = worker?.hostname ?? 'all';
  const fault = draftFault(kind, draft);
  const { path, body } = draftRequest(kind, draft, worker?.hostname ?? null);
  const send = () => run(() => apiPost(path, { ...body, ...reasonPart(reason) }));
  if (request.phase === 'done') {
    const { answers } = request.value;
    const ok = answers.filter(({ outcome }) => outcome === 'ok').length;
    const isSilent = answers.length > 0 && answers.every(({ outcome }) => outcome === 'no-reply');
    const outcome = ok === answers.length ? 'all' : ok > 0 ? 'some' : isSilent ? 'silent' : 'none';
    return (
      <Dialog open onClose={onClose} title={t(`${kind}.answered`, { name })} footer={<CloseFooter onClose={onClose} />}>
        <p className="mt-1.5 text-fg-2">
          {kind === 'shutdown' ? t(`shutdown.${outcome}`) : t(`outcome.${outcome}`, { ok, all: answers.length })}
        </p>
        {ok > 0 && t.has(`${kind}.after`) && <p className="mt-1.5 text-fg-2">{t(`${kind}.after`)}</p>}
        {answers.length > 0 && <AnswersList answers={answers} />}
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(`${kind}.title`, { name })}
      footer={
        <ConfirmFooter
          variant={DANGEROUS.includes(kind) ? 'danger-solid' : 'primary'}
          confirm={t(`${kind}.confirm`)}
          isSending={request.phase === 'sending'}
          obstacle={fault && t('fillFirst')}
          onCancel={onClose}
          onConfirm={send}
        />
      }
    >
      <OldSnapshot />
      <CommandConsequence kind={kind} worker={worker} />
      {(FIELDS[kind] ?? []).map((field) => (
        <CommandField
          key={field}
          field={field}
          kind={kind}
          worker={worker}
          value={draft[field]}
          problem={fault?.field === field && fault.problem !== 'empty' ? fault.problem : null}
          onChange={(value) => setDraft({ ...draft, [field]: value })}
        />
      ))}
      <ReasonField value={reason} onChange={setReason} />
      {request.phase === 'failed' && <RequestError error={request.error} />}
    </Dialog>
  );
}
