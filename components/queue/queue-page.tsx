'use client';

import { useTranslations } from 'use-intl';
import { usePageTitle } from '@/components/layout/use-page-title';
import { useKept } from '@/components/live/use-kept';
import { useView } from '@/components/live/use-view';
import { useTimeShown } from '@/components/time/use-time-shown';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorPanel } from '@/components/ui/error-panel';
import { LoadingRows } from '@/components/ui/skeleton';
import { withTexts } from '@/components/ui/page-texts';
import { usePathName } from '@/components/worker/use-path-name';
import queue from '@/lib/i18n/en/queue.json';
import queues from '@/lib/i18n/en/queues.json';
import tasks from '@/lib/i18n/en/tasks.json';
import worker from '@/lib/i18n/en/worker.json';
import workers from '@/lib/i18n/en/workers.json';
import { QueueDetailView } from './queue-detail-view';

/** `/queues/<name>` */
function QueueContent() {
  const name = usePathName('queues');
  return name === null ? <LoadingRows /> : <QueueOf key={name} name={name} />;
}

function QueueOf({ name }: { readonly name: string }) {
  const t = useTranslations('queue');
  usePageTitle(name);
  const time = useTimeShown();
  const { value: newest, status, error, at, retry } = useView('queue', { name, ...time.params });
  const { value, old } = useKept(newest);
  if (value === null) {
    return (
      <EmptyState
        title={t('unknown.title', { name })}
        action={<ButtonLink href="/queues/">{t('unknown.all')}</ButtonLink>}
      >
        {t('unknown.text')}
      </EmptyState>
    );
  }
  if (value === undefined) {
    return status === 'failed' ? (
      <ErrorPanel title={t('failed')} detail={error?.message ?? null} onRetry={retry} />
    ) : (
      <LoadingRows />
    );
  }
  return <QueueDetailView view={value} staleAt={status === 'live' || old ? null : at} time={time} />;
}

export const QueuePage = withTexts({ queue, queues, tasks, worker, workers }, QueueContent);
