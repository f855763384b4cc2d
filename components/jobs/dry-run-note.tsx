'use client';

import { useTranslations } from 'use-intl';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { useFormat } from '@/components/ui/use-format';
import type { DryRunState } from './use-dry-run';

/** Who takes part, who does not and why; nothing has been sent yet. */
export function DryRunNote({ dryRun, error, again }: DryRunState) {
  const t = useTranslations('jobs.dry');
  const format = useFormat();
  if (error !== null) return <ErrorPanel title={t('failed')} detail={error.detail} onRetry={again} className="px-0!" />;
  if (dryRun === null) {
    return (
      <div role="status" className="mt-2 text-fg-3">
        {t('counting')}
        <Skeleton className="mt-2 h-4 w-48" />
      </div>
    );
  }
  const { scope, total, eligible, refused, limit } = dryRun;
  const filter = scope.kind === 'filter' ? scope : null;
  const what =
    filter === null
      ? t('named', { count: total })
      : filter.q === ''
        ? t('everything')
        : t('query', { query: filter.q });
  return (
    <div className="mt-2">
      <p className="text-fg-3 wrap-anywhere">
        {what}
        {filter !== null && `, ${t('at', { at: format.clock(filter.to) })}`}
      </p>
      <p className="mt-1 font-[550]">
        {t('eligible', { eligible: format.count(eligible, EXACT), total: format.count(total, EXACT) })}
      </p>
      <ul className="text-fg-2">
        {refused.map(({ reason, count }) => (
          <li key={reason}>
            {t(`refused.${reason}`, { count: format.count(count, EXACT), limit: format.count(limit, EXACT) })}
          </li>
        ))}
      </ul>
    </div>
  );
}

const EXACT = { exact: true };
