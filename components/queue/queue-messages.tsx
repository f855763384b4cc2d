'use client';

import { Eye, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useActRefusal } from '@/components/controls/use-act-refusal';
import { useRequest } from '@/components/controls/use-request';
import { useStatus } from '@/components/layout/use-status';
import { apiGet, apiPost } from '@/components/live/api';
import { Age } from '@/components/ui/age';
import { Button } from '@/components/ui/button';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Section } from '@/components/ui/section';
import { LoadingRows } from '@/components/ui/skeleton';
import type { QueueView } from '@/lib/cluster/queue';
import type { PeekedQueue } from '@/lib/queues/peek';
import { MessageTable } from './message-table';
import { PeekDialog } from './peek-dialog';
import { PurgeDialog } from './purge-dialog';

export const PEEKED = 20;

/** The messages that are served next, read when somebody asks for it; and what can be done with them. */
export function QueueMessages({ queue }: { readonly queue: QueueView }) {
  const t = useTranslations('messages.peek');
  const purge = useTranslations('messages.purge');
  const isRedis = useStatus()?.broker.kind !== 'amqp';
  const mayPeek = useActRefusal('peek-messages');
  const mayPurge = useActRefusal('purge-queue');
  const { request, run } = useRequest<PeekedQueue>();
  const [dialog, setDialog] = useState<'peek' | 'purge' | null>(null);
  const path = `/api/v1/queues/${encodeURIComponent(queue.name)}`;
  const read = () => run(() => apiGet<PeekedQueue>(`${path}/messages`, { limit: PEEKED }));
  const readAnyway = () => run(() => apiPost<PeekedQueue>(`${path}/peek`, { limit: PEEKED }));
  const again = request.phase !== 'ask';
  const close = () => setDialog(null);
  return (
    <Section
      title={t('title')}
      note={request.phase === 'done' && <ReadAt at={request.value.at} />}
      actions={
        <>
          <Button
            icon={Eye}
            disabledReason={isRedis ? null : mayPeek}
            onClick={() => (isRedis ? read() : setDialog('peek'))}
          >
            {again ? t('again') : t('action')}
          </Button>
          <Button
            variant="danger"
            icon={Trash2}
            disabledReason={mayPurge ?? (queue.ready === 0 ? purge('empty') : null)}
            onClick={() => setDialog('purge')}
          >
            {purge('button')}
          </Button>
        </>
      }
    >
      {request.phase === 'ask' && <p className="py-1 text-fg-3">{t(isRedis ? 'free' : 'marks')}</p>}
      {request.phase === 'sending' && <LoadingRows rows={3} />}
      {request.phase === 'failed' && (
        <ErrorPanel
          title={t('failed')}
          detail={request.error.detail}
          requestId={request.error.requestId}
          onRetry={isRedis ? read : undefined}
        />
      )}
      {request.phase === 'done' &&
        (request.value.messages.length === 0 ? (
          <p className="py-1 text-fg-3">{t('none')}</p>
        ) : (
          <MessageTable peeked={request.value} onDone={isRedis ? read : null} />
        ))}
      {dialog === 'peek' && (
        <PeekDialog
          queue={queue.name}
          count={PEEKED}
          onPeek={() => {
            close();
            readAnyway();
          }}
          onClose={close}
        />
      )}
      {dialog === 'purge' && (
        <PurgeDialog
          queue={queue.name}
          ready={queue.ready ?? 0}
          isRedis={isRedis}
          onClose={(done) => {
            close();
            if (done && isRedis && again) read();
          }}
        />
      )}
    </Section>
  );
}

function ReadAt({ at }: { readonly at: number }) {
  const t = useTranslations('messages.peek');
  return t.rich('readRich', { age: () => <Age at={at} prose /> });
}
