'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { apiPost } from '@/components/live/api';
import { ConfirmFooter } from '@/components/ui/confirm-footer';
import { Dialog } from '@/components/ui/dialog';
import { mayRun, type Signal } from '@/lib/tasks/revoke-words';
import { planBulk } from '@/lib/tasks/task-actions';
import { BulkDryRun } from './bulk-dry-run';
import { BulkProgressDialog } from './bulk-progress-dialog';
import { OldSnapshot } from './old-snapshot';
import { reasonPart } from './reason-part';
import { RequestError } from './request-error';
import { RevokeAnswers, type RevokeAnswer } from './revoke-dialog';
import { ReasonField, TerminateField } from './revoke-fields';
import { useBulkRetry } from './use-bulk-retry';
import { useBulkTargets, type BulkScope } from './use-bulk-targets';
import { usePermission } from './use-permission';
import { useRequest } from './use-request';

interface BulkDialogProps {
  readonly action: 'revoke' | 'retry';
  readonly scope: BulkScope;
  readonly onClose: () => void;
}

/** A bulk action: dry run with who takes part and who does not, consequence, reason, then what came of each. */
export function BulkDialog({ action, scope, onClose }: BulkDialogProps) {
  const t = useTranslations('controls');
  const permission = usePermission(action);
  const targets = useBulkTargets(scope);
  const plan = targets.rows === null ? null : planBulk(action, targets.rows, permission);
  const count = plan?.eligible.length ?? 0;
  const running =
    targets.rows?.filter((row) => plan?.eligible.includes(row.uuid) === true && mayRun(row.state)).length ?? 0;
  const [terminate, setTerminate] = useState(false);
  const [signal, setSignal] = useState<Signal>('SIGTERM');
  const [reason, setReason] = useState('');
  const retry = useBulkRetry();
  const { request, run } = useRequest<RevokeAnswer>();

  const send = () => {
    const uuids = plan?.eligible ?? [];
    if (action === 'retry') retry.start(uuids, reason);
    else
      run(() =>
        apiPost<RevokeAnswer>('/api/v1/tasks/revoke', {
          uuids,
          terminate,
          signal,
          ...reasonPart(reason),
        }),
      );
  };
  if (retry.progress !== null)
    return <BulkProgressDialog progress={retry.progress} onStop={retry.stop} onClose={onClose} />;
  if (request.phase === 'done') {
    return (
      <RevokeAnswers
        many
        title={t('revoke.answersTitleMany', { count })}
        terminated={terminate}
        answers={request.value.answers}
        onAgain={send}
        onClose={onClose}
      />
    );
  }
  const obstacle = plan === null ? t('bulk.counting') : count === 0 ? t('bulk.none') : null;
  return (
    <Dialog
      open
      onClose={onClose}
      title={action === 'retry' ? t('bulk.retryTitle', { count }) : t('revoke.titleMany', { count })}
      footer={
        <ConfirmFooter
          variant={action === 'retry' ? 'primary' : 'danger-solid'}
          confirm={
            action === 'retry'
              ? t('bulk.confirmRetry', { count })
              : terminate
                ? t('revoke.confirmTerminate')
                : t('revoke.confirmMany', { count })
          }
          isSending={request.phase === 'sending'}
          obstacle={obstacle}
          onCancel={onClose}
          onConfirm={send}
        />
      }
    >
      <OldSnapshot />
      <BulkDryRun scope={scope} targets={targets} plan={plan} />
      <p className="mt-2 text-fg-2">{action === 'retry' ? t('bulk.retryText') : t('revoke.many', { running })}</p>
      {action === 'revoke' && <p className="mt-1.5 text-fg-2">{t('revoke.memory')}</p>}
      {action === 'revoke' && running > 0 && (
        <TerminateField many terminate={terminate} onTerminate={setTerminate} signal={signal} onSignal={setSignal} />
      )}
      <ReasonField value={reason} onChange={setReason} />
      {request.phase === 'failed' && <RequestError error={request.error} />}
    </Dialog>
  );
}
