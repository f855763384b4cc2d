'use client';

import { useTranslations } from 'use-intl';
import { apiPost, type ApiError } from '@/components/live/api';
import { useFetched } from '@/components/tasks/use-fetched';
import { Button, ButtonLink } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorPanel } from '@/components/ui/error-panel';
import { taskHref } from '@/components/ui/hrefs';
import { Skeleton } from '@/components/ui/skeleton';
import type { RetryDraft, RetryPreview } from '@/lib/tasks/retry-draft';
import { OldSnapshot } from './old-snapshot';
import { RetryForm } from './retry-form';
import { useRequest } from './use-request';

export interface RetryTarget {
  readonly uuid: string;
  readonly name: string | null;
  readonly queue: string | null;
}

interface RetryAnswer {
  readonly uuid: string;
  readonly source: RetryPreview['source'];
  readonly queue: string;
}

interface RetryDialogProps {
  readonly target: RetryTarget;
  readonly onClose: () => void;
}

const ARGUMENTS_MISSING: readonly string[] = ['args_unknown', 'args_masked'];

/** Sends a task again: where its arguments come from, what is kept of the message, and what is not. */
export function RetryDialog({ target, onClose }: RetryDialogProps) {
  const t = useTranslations('controls.retry');
  const path = `/api/v1/tasks/${encodeURIComponent(target.uuid)}`;
  const preview = useFetched<RetryPreview>(`${path}/message`);
  const { request, run } = useRequest<RetryAnswer>();
  const send = (draft: RetryDraft) => run(() => apiPost<RetryAnswer>(`${path}/retry`, draft));
  if (request.phase === 'done') return <Sent answer={request.value} onClose={onClose} />;
  const unknown = ARGUMENTS_MISSING.includes(preview.error?.code ?? '') ? preview.error : null;
  const ready = preview.value !== null || unknown !== null;
  return (
    <Dialog open wide onClose={onClose} title={t('title', { name: target.name ?? target.uuid })}>
      <OldSnapshot />
      <p className="mt-1.5 text-fg-2">{t('text')}</p>
      {ready ? (
        <RetryForm
          preview={preview.value}
          unknown={unknown}
          queue={target.queue}
          sending={request.phase === 'sending'}
          error={request.phase === 'failed' ? request.error : null}
          onSend={send}
          onCancel={onClose}
        />
      ) : (
        <Waiting error={preview.error} onAgain={preview.again} onClose={onClose} />
      )}
    </Dialog>
  );
}

function Waiting({
  error,
  onAgain,
  onClose,
}: {
  readonly error: ApiError | null;
  readonly onAgain: () => void;
  readonly onClose: () => void;
}) {
  const t = useTranslations('controls.retry');
  const common = useTranslations('controls');
  return (
    <>
      {error === null ? (
        <div role="status" className="mt-3 text-fg-3">
          {t('loading')}
          <Skeleton className="mt-2 h-16" />
        </div>
      ) : (
        <ErrorPanel
          title={t('failed')}
          detail={error.detail}
          requestId={error.requestId}
          onRetry={onAgain}
          className="px-0!"
        />
      )}
      <div className="mt-3.5 flex justify-end">
        <Button data-autofocus keys={['esc']} onClick={onClose}>
          {common('cancel')}
        </Button>
      </div>
    </>
  );
}

function Sent({ answer, onClose }: { readonly answer: RetryAnswer; readonly onClose: () => void }) {
  const t = useTranslations('controls.retry');
  const common = useTranslations('controls');
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('sentTitle', { id: answer.uuid.slice(0, 8) })}
      footer={
        <>
          <span className="flex-1" />
          <Button onClick={onClose}>{common('close')}</Button>
          <ButtonLink data-autofocus variant="primary" href={taskHref(answer.uuid)} onClick={onClose}>
            {t('open')}
          </ButtonLink>
        </>
      }
    >
      <p className="mt-1.5 text-fg-2">{t('sentText', { queue: answer.queue, source: t(`source.${answer.source}`) })}</p>
    </Dialog>
  );
}
