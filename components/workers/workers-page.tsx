'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'use-intl';
import { useView } from '@/components/live/use-view';
import { PanelBoundary } from '@/components/ui/error-boundary';
import { CodeBlock } from '@/components/ui/code-block';
import { EmptyState } from '@/components/ui/empty-state';
import { withTexts } from '@/components/ui/page-texts';
import { RewindButton } from '@/components/rewind/rewind-button';
import { Rewound } from '@/components/rewind/rewound';
import { useRewind, type Rewind } from '@/components/rewind/use-rewind';
import { ErrorPanel } from '@/components/ui/error-panel';
import { PageHead } from '@/components/ui/page-head';
import { LoadingRows } from '@/components/ui/skeleton';
import { Tabs } from '@/components/ui/tabs';
import rewind from '@/lib/i18n/en/rewind.json';
import worker from '@/lib/i18n/en/worker.json';
import workers from '@/lib/i18n/en/workers.json';
import { CommandHost } from '@/components/worker-controls/command-host';
import { GroupingSwitch } from './grouping-switch';
import { SettingsSection } from './settings-section';
import { useBlindSince } from './use-blind-since';
import { useWorkersUrl, WORKER_TABS } from './use-workers-url';
import { WorkersBar } from './workers-bar';
import { WorkersList } from './workers-list';
import { WorkersVerdictLine } from './workers-verdict-line';

const WorkersLanes = dynamic(() => import('./workers-lanes').then((module) => module.WorkersLanes), {
  ssr: false,
  loading: () => <LoadingRows rows={6} />,
});

const NO_PARAMS = {};

/** `/workers`: who works, who waits, and who holds what others could run. */
function WorkersContent() {
  const rewind = useRewind();
  return rewind.at === null ? <LiveWorkers rewind={rewind} /> : <Rewound kind="workers" rewind={rewind} />;
}

function LiveWorkers({ rewind }: { readonly rewind: Rewind }) {
  const t = useTranslations('workers');
  const url = useWorkersUrl();
  const { value, status, error, retry } = useView('workers', NO_PARAMS);
  if (value === undefined) {
    if (status !== 'failed') return <LoadingRows rows={8} />;
    return <ErrorPanel title={t('failed')} detail={error?.message ?? null} onRetry={retry} />;
  }
  const { workers, findings } = value;
  if (workers.length === 0) {
    return (
      <>
        <PageHead title={t('title')} />
        <NothingYet />
      </>
    );
  }
  return (
    <>
      <WorkersVerdictLine
        workers={workers}
        findings={findings}
        actions={
          <>
            {url.tab === 'list' && <GroupingSwitch url={url} />}
            <RewindButton rewind={rewind} />
          </>
        }
      />
      {status === 'failed' && <ErrorPanel title={t('failed')} detail={error?.message ?? null} onRetry={retry} />}
      <Tabs
        label={t('tabs')}
        value={url.tab}
        onChange={url.setTab}
        tabs={WORKER_TABS.map((value) => ({ value, label: t(`tab.${value}`) }))}
      >
        {url.tab === 'lanes' ? (
          <PanelBoundary name={t('tab.lanes')}>
            <WorkersLanes workers={workers} url={url} />
          </PanelBoundary>
        ) : (
          <>
            <WorkersBar workers={workers} url={url} />
            <CommandHost />
            <PanelBoundary name={t('title')}>
              <WorkersList workers={workers} findings={findings} url={url} />
            </PanelBoundary>
            <PanelBoundary name={t('settings.title')}>
              <SettingsSection workers={workers} />
            </PanelBoundary>
          </>
        )}
      </Tabs>
    </>
  );
}

/** While the broker does not answer, none seen says nothing of the workers. */
function NothingYet() {
  const t = useTranslations('workers.empty');
  const blind = useBlindSince() !== null;
  return (
    <EmptyState title={t(blind ? 'blindTitle' : 'title')} className="border-t border-line">
      {blind ? (
        t('blindText')
      ) : (
        <>
          <p className="mb-2">{t('text')}</p>
          <CodeBlock text={t('command')} label={t('title')} className="max-w-120" />
        </>
      )}
    </EmptyState>
  );
}

export const WorkersPage = withTexts({ rewind, worker, workers }, WorkersContent);
