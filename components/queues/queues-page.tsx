'use client';

import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { useView } from '@/components/live/use-view';
import { useIsPhone } from '@/components/tasks/use-media';
import { Button, ButtonLink } from '@/components/ui/button';
import { CodeBlock } from '@/components/ui/code-block';
import { EmptyState } from '@/components/ui/empty-state';
import { PanelBoundary } from '@/components/ui/error-boundary';
import { ExportButton } from '@/components/ui/export-button';
import { unackedHref } from '@/components/ui/hrefs';
import { withTexts } from '@/components/ui/page-texts';
import { exportText } from '@/lib/export/export-text';
import { QUEUE_COLUMNS } from '@/lib/export/queue-columns';
import { RewindButton } from '@/components/rewind/rewind-button';
import { Rewound } from '@/components/rewind/rewound';
import { useRewind, type Rewind } from '@/components/rewind/use-rewind';
import { ErrorPanel } from '@/components/ui/error-panel';
import { MessageText } from '@/components/ui/message-text';
import { PageHead } from '@/components/ui/page-head';
import { LoadingRows } from '@/components/ui/skeleton';
import { Verdict } from '@/components/ui/verdict';
import { BlindAnswer } from '@/components/workers/blind-answer';
import { FilterBox } from '@/components/workers/filter-box';
import { useBlindSince } from '@/components/workers/use-blind-since';
import type { WorkersView } from '@/lib/api/page-views';
import type { FindingView } from '@/lib/api/views';
import type { QueueView } from '@/lib/cluster/queue';
import { queueWhy } from '@/lib/queues/queue-why';
import { queuesVerdict } from '@/lib/queues/queues-verdict';
import { filterQueues, sortQueues } from '@/lib/queues/sort-queues';
import queues from '@/lib/i18n/en/queues.json';
import rewind from '@/lib/i18n/en/rewind.json';
import worker from '@/lib/i18n/en/worker.json';
import workers from '@/lib/i18n/en/workers.json';
import { QueueCards } from './queue-cards';
import type { QueueRowData } from './queue-row';
import { QueueTable } from './queue-table';
import { QueuesFoot } from './queues-foot';
import { useQueuesUrl, type QueuesUrl } from './use-queues-url';

const NO_PARAMS = {};
const NO_WORKERS: WorkersView['workers'] = [];

/** `/queues`: what waits where, for how long, and why. */
function QueuesContent() {
  const rewind = useRewind();
  return rewind.at === null ? <LiveQueues rewind={rewind} /> : <Rewound kind="queues" rewind={rewind} />;
}

function LiveQueues({ rewind }: { readonly rewind: Rewind }) {
  const t = useTranslations('queues');
  const url = useQueuesUrl();
  const blindSince = useBlindSince();
  const { value, status, error, retry } = useView('queues', NO_PARAMS);
  const workers = useView('workers', NO_PARAMS).value?.workers ?? NO_WORKERS;
  if (value === undefined) {
    if (status !== 'failed') return <LoadingRows rows={8} />;
    return <ErrorPanel title={t('failed')} detail={error?.message ?? null} onRetry={retry} />;
  }
  const { queues, findings } = value;
  if (queues.length === 0) {
    return (
      <>
        <PageHead title={t('title')} />
        <NothingYet blind={blindSince !== null} />
      </>
    );
  }
  const verdict = queuesVerdict(queues, workers, findings);
  const filter = (
    <FilterBox
      label={t('filter.label')}
      placeholder={t('filter.placeholder')}
      clearLabel={t('filter.clear')}
      value={url.text}
      onChange={url.setText}
    />
  );
  const shown = () => sortQueues(filterQueues(queues, url.text), url.sorting.field, url.sorting.descending);
  const exported = (
    <ExportButton name="queues" source={{ textOf: (format) => exportText(format, QUEUE_COLUMNS, shown()) }} />
  );
  const inFlight = <ButtonLink href={unackedHref()}>{t('inFlight')}</ButtonLink>;
  return (
    <>
      <Verdict
        kind={blindSince === null ? verdict.kind : 'unknown'}
        answer={blindSince === null ? <MessageText message={verdict.answer} /> : <BlindAnswer since={blindSince} />}
        actions={
          <>
            {filter}
            {inFlight}
            {exported}
            <RewindButton rewind={rewind} />
          </>
        }
      >
        {blindSince !== null && t('verdict.lastKnown')} <MessageText message={verdict.rest} />
      </Verdict>
      <div className="grid grid-cols-[1fr_auto_auto] gap-2 px-4 pb-3 md:hidden">
        {filter}
        {inFlight}
        {exported}
      </div>
      {status === 'failed' && <ErrorPanel title={t('failed')} detail={error?.message ?? null} onRetry={retry} />}
      <PanelBoundary name={t('title')}>
        <List queues={queues} workers={workers} findings={findings} url={url} />
      </PanelBoundary>
      <QueuesFoot queues={queues} workers={workers} />
    </>
  );
}

/** While the broker does not answer, none seen says nothing of the queues. */
function NothingYet({ blind }: { readonly blind: boolean }) {
  const t = useTranslations('queues.empty');
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

interface ListProps {
  readonly queues: readonly QueueView[];
  readonly workers: WorkersView['workers'];
  readonly findings: readonly FindingView[];
  readonly url: QueuesUrl;
}

function List({ queues, workers, findings, url }: ListProps) {
  const t = useTranslations('queues');
  const phone = useIsPhone();
  const { text, sorting } = url;
  const { field, descending } = sorting;
  const rows = useMemo(
    () =>
      sortQueues(filterQueues(queues, text), field, descending).map((queue): QueueRowData => ({
        queue,
        why: queueWhy(queue, workers, findings),
      })),
    [queues, workers, findings, text, field, descending],
  );
  if (rows.length === 0) {
    return (
      <EmptyState
        title={t('noMatch.title', { text })}
        action={<Button onClick={() => url.setText('')}>{t('filter.clear')}</Button>}
        className="border-t border-line"
      >
        {t('noMatch.text', { count: queues.length })}
      </EmptyState>
    );
  }
  return phone ? <QueueCards rows={rows} url={url} /> : <QueueTable rows={rows} workers={workers} url={url} />;
}

export const QueuesPage = withTexts({ queues, rewind, worker, workers }, QueuesContent);
