'use client';

import { useTranslations } from 'use-intl';
import { useNow } from '../live/use-now';
import { useView } from '../live/use-view';
import { ErrorPanel } from '../ui/error-panel';
import { LoadingRows } from '../ui/skeleton';
import { Verdict } from '../ui/verdict';
import { withTexts } from '@/components/ui/page-texts';
import system from '@/lib/i18n/en/system.json';
import worker from '@/lib/i18n/en/worker.json';
import { ApiLinks } from './api-links';
import { BrokerSection } from './broker-section';
import { CheckList } from './check-list';
import { ClockSection } from './clock-section';
import { CollectorSection } from './collector-section';
import { GapSection } from './gap-section';
import { LeftOutSection } from './left-out-section';
import { selfChecks, worstResult } from './self-check';
import { StoreSection } from './store-section';

const NO_PARAMS = {};
const KINDS = { ok: 'healthy', warning: 'warning', failed: 'critical' } as const;

/** Is the dashboard right? What it knows about itself. */
function SystemContent() {
  const t = useTranslations('system');
  const now = useNow({ everyMs: 2000 });
  const status = useView('status', NO_PARAMS);
  const workers = useView('workers', NO_PARAMS).value?.workers ?? [];
  if (!status.value) {
    return status.status === 'failed' ? (
      <ErrorPanel title={t('failed')} detail={status.error?.message ?? null} onRetry={status.retry} />
    ) : (
      <LoadingRows rows={10} />
    );
  }
  const checks = selfChecks(status.value, workers, now);
  const worst = worstResult(checks);
  const bad = checks.filter(({ result }) => result === 'warning' || result === 'failed').length;
  return (
    <>
      <Verdict kind={KINDS[worst]} answer={t(`verdict.${worst}`, { count: bad })}>
        {t(`verdictRest.${worst}`)}
      </Verdict>
      <div className="grid grid-cols-2 border-t border-line max-lg:grid-cols-1 [&>*]:border-t-0 max-lg:[&>*+*]:border-t lg:[&>*+*]:border-l">
        <CheckList checks={checks} />
        <CollectorSection status={status.value} />
      </div>
      <div className="grid grid-cols-2 border-t border-line max-lg:grid-cols-1 [&>*]:border-t-0 max-lg:[&>*+*]:border-t lg:[&>*+*]:border-l">
        <StoreSection status={status.value} />
        <BrokerSection broker={status.value.broker} />
      </div>
      <LeftOutSection collector={status.value.collector} />
      <GapSection
        gaps={status.value.collector.gaps}
        losses={status.value.collector.losses}
        startedAt={status.value.collector.startedAt}
      />
      <ClockSection workers={workers} />
      <ApiLinks />
    </>
  );
}

export const SystemPage = withTexts({ system, worker }, SystemContent);
