'use client';

import { useCallback } from 'react';
import { useTranslations } from 'use-intl';
import { useView } from '@/components/live/use-view';
import { usePeriod } from '@/components/now/use-period';
import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorPanel } from '@/components/ui/error-panel';
import { LoadingRows } from '@/components/ui/skeleton';
import { usePathName } from '@/components/worker/use-path-name';
import type { Period } from '@/lib/api/views';
import { QueueDetailView } from './queue-detail-view';

/** `/queues/<name>` */
export function QueuePage() {
  const name = usePathName('queues');
  return name === null ? <LoadingRows /> : <QueueOf key={name} name={name} />;
}

function QueueOf({ name }: { readonly name: string }) {
  const t = useTranslations('queue');
  const [period, setPeriod] = usePeriod();
  const choosePeriod = useCallback((next: Period) => void setPeriod(next), [setPeriod]);
  const { value, status, error, at, retry } = useView('queue', { name, period });
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
  return (
    <QueueDetailView view={value} staleAt={status === 'live' ? null : at} period={period} onPeriod={choosePeriod} />
  );
}
