'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { OldSnapshot } from '@/components/controls/old-snapshot';
import { reasonPart } from '@/components/controls/reason-part';
import { RequestError } from '@/components/controls/request-error';
import { ReasonField, TerminateField } from '@/components/controls/revoke-fields';
import { useRequest } from '@/components/controls/use-request';
import { apiPost } from '@/components/live/api';
import { ConfirmFooter } from '@/components/ui/confirm-footer';
import { Dialog } from '@/components/ui/dialog';
import { Field, Input } from '@/components/ui/input';
import { useFormat } from '@/components/ui/use-format';
import { WhenExplained } from '@/components/ui/when-explained';
import { DEFAULT_RATE, MOST_RATE, type Job, type JobAction } from '@/lib/jobs/job';
import type { Signal } from '@/lib/tasks/revoke-words';
import { DryRunNote } from './dry-run-note';
import { JobDialog } from './job-dialog';
import { RateField, toRate } from './rate-field';
import { sameSelection, useDryRun, type BulkScope } from './use-dry-run';

interface BulkDialogProps {
  readonly action: JobAction;
  readonly scope: BulkScope;
  readonly onClose: () => void;
}

/** More than these must be typed. */
const TYPED_ABOVE = 1_000;
/** What Celeryscope keeps of revokes. */
const KEPT_REVOKES = 10_000;

export function BulkDialog(props: BulkDialogProps) {
  return (
    <WhenExplained namespace="jobs">
      <AskDialog {...props} />
    </WhenExplained>
  );
}

/** A bulk action: dry run with who takes part and who does not, consequence, reason; then the job that it became. */
function AskDialog({ action, scope, onClose }: BulkDialogProps) {
  const t = useTranslations('jobs');
  const memory = useTranslations('controls.revoke');
  const format = useFormat();
  const found = useDryRun(action, scope);
  const { dryRun } = found;
  const count = dryRun?.eligible ?? 0;
  const running = dryRun?.running ?? 0;
  const [terminate, setTerminate] = useState(false);
  const [signal, setSignal] = useState<Signal>('SIGTERM');
  const [rate, setRate] = useState(String(DEFAULT_RATE));
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const { request, run } = useRequest<{ readonly job: Job }>();
  if (request.phase === 'done') return <JobDialog created={request.value.job} onClose={onClose} />;

  const ratePerSecond = toRate(rate);
  const ends = action === 'revoke' && terminate && running > 0;
  const mustType = count > TYPED_ABOVE;
  const obstacle =
    dryRun === null
      ? t('dry.counting')
      : count === 0
        ? t('dry.none')
        : ratePerSecond === null
          ? t('rateWrong', { most: MOST_RATE })
          : mustType && typed.replace(/[\s,.]/g, '') !== String(count)
            ? t('typeFirst')
            : null;
  const send = () => {
    if (dryRun === null) return;
    const asked = { action, ...sameSelection(scope, dryRun), ratePerSecond, newest: true, ...reasonPart(reason) };
    run(() => apiPost('/api/v1/jobs', ends ? { ...asked, terminate, signal } : asked));
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(`ask.${action}`, { count })}
      footer={
        <ConfirmFooter
          variant={action === 'retry' ? 'primary' : 'danger-solid'}
          confirm={t(`confirm.${ends ? 'terminate' : action}`, { count: format.count(count, { exact: true }) })}
          isSending={request.phase === 'sending'}
          obstacle={obstacle}
          onCancel={onClose}
          onConfirm={send}
        />
      }
    >
      <OldSnapshot />
      <DryRunNote {...found} />
      <p className="mt-2 text-fg-2">
        {t(`text.${action}`)} {action === 'revoke' && t('running', { count: running })}
      </p>
      {action === 'revoke' && (
        <p className="mt-1.5 text-fg-2">{count > KEPT_REVOKES ? t('manyRevokes') : memory('memory')}</p>
      )}
      <p className="mt-1.5 text-fg-2">{t('frozen')}</p>
      {action === 'revoke' && running > 0 && (
        <TerminateField many terminate={terminate} onTerminate={setTerminate} signal={signal} onSignal={setSignal} />
      )}
      {count > 0 && <RateField value={rate} onChange={setRate} count={count} />}
      {mustType && (
        <div className="mt-3.5">
          <Field label={t('type', { count: String(count) })}>
            {({ id }) => (
              <Input
                id={id}
                value={typed}
                inputMode="numeric"
                autoComplete="off"
                maxLength={12}
                onChange={(event) => setTyped(event.target.value)}
              />
            )}
          </Field>
        </div>
      )}
      <ReasonField value={reason} onChange={setReason} />
      {request.phase === 'failed' && <RequestError error={request.error} />}
    </Dialog>
  );
}
