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
import worker from '@/lib/i18n/en/worker.json';
import workers from '@/lib/i18n/en/workers.json';
import { usePathName } from './use-path-name';
import { WorkerView } from './worker-view';

/** `/workers/<hostname>` */
function WorkerContent() {
  const hostname = usePathName('workers');
  return hostname === null ? <LoadingRows /> : <WorkerOf key={hostname} hostname={hostname} />;
}

function WorkerOf({ hostname }: { readonly hostname: string }) {
  const t = useTranslations('worker');
  usePageTitle(hostname);
  const time = useTimeShown();
  const { value: newest, status, error, at, retry } = useView('worker', { hostname, ...time.params });
  const { value, old } = useKept(newest);
  if (value === null) {
    return (
      <EmptyState
        title={t('unknown.title', { name: hostname })}
        action={<ButtonLink href="/workers/">{t('unknown.all')}</ButtonLink>}
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
  return <WorkerView view={value} staleAt={status === 'live' || old ? null : at} time={time} />;
}

export const WorkerPage = withTexts({ worker, workers }, WorkerContent);
