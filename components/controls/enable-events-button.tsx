'use client';

import { useTranslations } from 'use-intl';
import { apiPost } from '@/components/live/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import type { ActionAnswer } from '@/lib/cluster/action';
import { AnswersList } from './answers-list';
import { RequestError } from './request-error';
import { usePermission, useRefusalText } from './use-permission';
import { useRequest } from './use-request';

interface EventsAnswer {
  readonly actionId: string;
  readonly answers: readonly ActionAnswer[];
}

interface EnableEventsButtonProps {
  /** null: every worker. */
  readonly hostnames?: readonly string[] | null;
  readonly primary?: boolean;
}

/** Tier 0: acts on click, then shows each worker's answer. To be on already counts as success. */
export function EnableEventsButton({ hostnames = null, primary = true }: EnableEventsButtonProps) {
  const t = useTranslations('controls.events');
  const common = useTranslations('controls');
  const permission = usePermission('enable-events');
  const refusal = useRefusalText();
  const { request, run, reset } = useRequest<EventsAnswer>();
  const send = (to: readonly string[] | null) =>
    run(() => apiPost<EventsAnswer>('/api/v1/workers/enable-events', to === null ? {} : { hostnames: to }));
  const sending = request.phase === 'sending';
  const refused = refusal(!permission.canControl ? 'no-permission' : permission.connected ? null : 'offline');
  const answers = request.phase === 'done' ? request.value.answers : [];
  const ok = answers.filter((answer) => answer.outcome === 'ok').length;
  return (
    <>
      <Button
        variant={primary ? 'primary' : 'default'}
        disabledReason={refused ?? (sending ? t('working') : null)}
        onClick={() => send(hostnames)}
      >
        {sending ? t('working') : t('button')}
      </Button>
      <Dialog
        open={request.phase === 'done' || request.phase === 'failed'}
        onClose={reset}
        title={t('title')}
        footer={
          <>
            <span className="flex-1" />
            <Button data-autofocus onClick={reset}>
              {common('close')}
            </Button>
          </>
        }
      >
        {request.phase === 'failed' ? (
          <RequestError error={request.error} />
        ) : (
          <>
            <p className="mt-1.5 text-fg-2">{ok === 0 ? t('none') : t('text', { ok, all: answers.length })}</p>
            <AnswersList answers={answers} onAgain={send} />
          </>
        )}
      </Dialog>
    </>
  );
}
