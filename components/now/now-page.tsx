'use client';

import { useTranslations } from 'use-intl';
import type { WindowParams } from '@/lib/feed/protocol';
import { FindingList } from '../findings/finding-list';
import { useKept } from '../live/use-kept';
import { useView } from '../live/use-view';
import { Rewound } from '../rewind/rewound';
import { useRewind, type Rewind } from '../rewind/use-rewind';
import { ErrorPanel } from '../ui/error-panel';
import { PanelBoundary } from '../ui/error-boundary';
import { useTimeShown } from '../time/use-time-shown';
import { LoadingRows } from '../ui/skeleton';
import { withTexts } from '@/components/ui/page-texts';
import now from '@/lib/i18n/en/now.json';
import rewind from '@/lib/i18n/en/rewind.json';
import worker from '@/lib/i18n/en/worker.json';
import { NowStats } from './now-stats';
import { NowTables } from './now-tables';
import { NowThroughput } from './now-throughput';
import { NowVerdictLine } from './now-verdict-line';
import { SilentSteps } from './silent-steps';
import { SilentWorkers } from './silent-workers';
import { WhatIsMissing } from './what-is-missing';

const NO_PARAMS = {};
const OPEN = { state: 'open' } as const;

/** Is it healthy, what is stuck, why, and what to do; or what was, at a second in the past. */
function NowContent() {
  const rewind = useRewind();
  return rewind.at === null ? <LiveNow rewind={rewind} /> : <Rewound kind="now" rewind={rewind} />;
}

function LiveNow({ rewind }: { readonly rewind: Rewind }) {
  const t = useTranslations('now');
  const time = useTimeShown();
  const status = useView('status', NO_PARAMS);
  const findings = useView('findings', OPEN);
  const overview = useKeptOverview(time.params);
  const workers = useView('workers', NO_PARAMS);
  const queues = useView('queues', NO_PARAMS);
  if (!status.value)
    return status.status === 'failed' ? <Failed view={status} title={t('statusFailed')} /> : <LoadingRows rows={8} />;
  const silent =
    status.value.collector.workersUp > 0 &&
    status.value.collector.silentWorkers.length >= status.value.collector.workersUp;
  const missing = overview.status === 'failed' ? 'unreadable' : 'loading';
  return (
    <>
      <NowVerdictLine
        status={status.value}
        findings={findings.value?.findings}
        overview={overview.value}
        rewind={rewind}
      />
      {silent && <SilentSteps status={status.value} />}
      {findings.status === 'failed' && <Failed view={findings} title={t('findingsFailed')} />}
      <PanelBoundary name={t('findings')}>
        <FindingList findings={findings.value?.findings ?? []} />
      </PanelBoundary>
      <PanelBoundary name={t('numbers')}>
        <NowStats
          status={status.value}
          overview={overview.value}
          missing={missing}
          workers={workers.value}
          queues={queues.value}
          time={time}
        />
      </PanelBoundary>
      {!silent && <WhatIsMissing status={status.value} />}
      {overview.status === 'failed' && <Failed view={overview} title={t('overviewFailed')} />}
      {silent ? (
        <SilentWorkers workers={workers.value?.workers ?? []} />
      ) : (
        <>
          {(overview.value ?? overview.status !== 'failed') && (
            <PanelBoundary name={t('throughput')}>
              <NowThroughput overview={overview.value} time={time} />
            </PanelBoundary>
          )}
          <PanelBoundary name={t('tables')}>
            <NowTables overview={overview.value} missing={missing} queues={queues.value} time={time} />
          </PanelBoundary>
        </>
      )}
    </>
  );
}

/** The sums of the time before stay while those of another are on their way. */
function useKeptOverview(params: WindowParams) {
  const view = useView('overview', params);
  return { ...view, value: useKept(view.value).value };
}

interface FailedView {
  readonly error: { readonly message: string } | null;
  readonly retry: () => void;
}

function Failed({ view, title }: { readonly view: FailedView; readonly title: string }) {
  return (
    <ErrorPanel
      title={title}
      detail={view.error?.message ?? null}
      onRetry={view.retry}
      className="border-t border-line"
    />
  );
}

export const NowPage = withTexts({ now, rewind, worker }, NowContent);
