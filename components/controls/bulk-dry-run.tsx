'use client';

import { useTranslations } from 'use-intl';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Skeleton } from '@/components/ui/skeleton';
import { useFormat } from '@/components/ui/use-format';
import { BULK_MAX, type BulkPlan } from '@/lib/tasks/task-actions';
import type { BulkScope, BulkTargets } from './use-bulk-targets';

interface BulkDryRunProps {
  readonly scope: BulkScope;
  readonly targets: BulkTargets;
  readonly plan: BulkPlan | null;
}

/** Who takes part, who does not and why; nothing has been sent yet. */
export function BulkDryRun({ scope, targets, plan }: BulkDryRunProps) {
  const t = useTranslations('controls.bulk');
  const refusal = useTranslations('controls.refusal');
  const format = useFormat();
  if (targets.error !== null)
    return <ErrorPanel title={t('failed')} detail={targets.error.detail} onRetry={targets.again} className="px-0!" />;
  if (plan === null) {
    return (
      <div role="status" className="mt-2 text-fg-3">
        {t('counting')}
        <Skeleton className="mt-2 h-4 w-48" />
      </div>
    );
  }
  const at = format.clock(targets.at);
  const said =
    scope.kind === 'these'
      ? t('scopeThese', { count: scope.uuids.length })
      : scope.q === ''
        ? t('scopeAllPlain', { at })
        : t('scopeAll', { query: scope.q, at });
  const total = format.total(targets.total);
  const counts = { eligible: plan.eligible.length, total, cap: format.count(BULK_MAX) };
  return (
    <div className="mt-2">
      <p className="text-fg-3 wrap-anywhere">{said}</p>
      <p className="mt-1 font-[550]">{targets.total.value > BULK_MAX ? t('ofFirst', counts) : t('of', counts)}</p>
      <ul className="text-fg-2">
        {plan.refused.map(({ reason, count }) => (
          <li key={reason}>{t('skipped', { count: format.count(count), reason: refusal(reason) })}</li>
        ))}
      </ul>
    </div>
  );
}
