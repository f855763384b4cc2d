'use client';

import { useTranslations } from 'use-intl';
import { FindingList } from '@/components/findings/finding-list';
import { waitingHref } from '@/components/queues/queue-detail-row';
import { LaneList } from '@/components/queues/lane-list';
import { Why } from '@/components/queues/queue-row';
import { RateText } from '@/components/queues/rate-text';
import { WorthKnowing } from '@/components/queues/worth-knowing';
import { Clock } from '@/components/ui/age';
import type { TimeChoice } from '@/components/time/use-time-shown';
import { ButtonLink } from '@/components/ui/button';
import { PanelBoundary } from '@/components/ui/error-boundary';
import { PageHead } from '@/components/ui/page-head';
import { Tag } from '@/components/ui/tag';
import { EarlierFindings } from '@/components/worker/earlier-findings';
import { useView } from '@/components/live/use-view';
import type { QueuePageView } from '@/lib/api/page-views';
import { queueWhy } from '@/lib/queues/queue-why';
import { PauseButton, PauseNote } from './pause-panel';
import { QueueCharts } from './queue-charts';
import { QueueConsumers } from './queue-consumers';
import { QueueMessagesPanel } from './queue-messages-panel';
import { QueueNumbers } from './queue-numbers';
import { QueueTypes } from './queue-types';
import { QueueWaiting } from './queue-waiting';

interface QueueDetailViewProps {
  readonly view: QueuePageView;
  /** Since when it is not live; null while it is. */
  readonly staleAt: number | null;
  readonly time: TimeChoice;
}

const NO_PARAMS = {};

export function QueueDetailView({ view, staleAt, time }: QueueDetailViewProps) {
  const t = useTranslations('queue');
  const { queue, findings } = view;
  const open = findings.filter((finding) => finding.closedAt === null);
  // Those that are gone are no consumers any more, yet they tell why nobody is left.
  const workers = useView('workers', NO_PARAMS).value?.workers ?? view.consumers;
  return (
    <>
      <PageHead
        title={queue.name}
        crumb={{ label: t('queues'), href: '/queues/', here: queue.name }}
        actions={
          <>
            <PauseButton queue={queue} />
            <ButtonLink href={waitingHref(queue.name)}>{t('showTasks')}</ButtonLink>
          </>
        }
      >
        <span className="text-fg-2">
          <Why why={queueWhy(queue, workers, open)} />
        </span>
        {staleAt !== null && <Tag tone="warning">{t.rich('staleRich', { at: () => <Clock at={staleAt} /> })}</Tag>}
      </PageHead>
      <PauseNote queue={queue} />
      <PanelBoundary name={t('findings')}>
        <FindingList findings={open} expanded={2} />
      </PanelBoundary>
      <QueueNumbers queue={queue} />
      <div className="grid grid-cols-[minmax(0,400px)_minmax(0,1fr)_minmax(0,1fr)] gap-x-9 gap-y-4 border-t border-line px-6 py-4 max-xl:grid-cols-2 max-md:grid-cols-1 max-md:px-4">
        <LaneList queue={queue} />
        <WorthKnowing queue={queue} />
        <div>
          <h2 className="mb-1.5 text-small font-medium text-fg-3">{t('rate')}</h2>
          <p>
            <RateText queue={queue} />
          </p>
        </div>
      </div>
      <PanelBoundary name={t('depth')}>
        <QueueCharts
          queue={queue.name}
          depth={view.depth}
          throughput={view.throughput}
          latency={view.latency}
          consumers={view.consumers}
          time={time}
        />
      </PanelBoundary>
      <PanelBoundary name={t('consumers.title')}>
        <QueueConsumers view={view} />
      </PanelBoundary>
      <PanelBoundary name={t('messages')}>
        <QueueMessagesPanel queue={queue} />
      </PanelBoundary>
      <PanelBoundary name={t('waiting.title')}>
        <QueueWaiting view={view} />
      </PanelBoundary>
      <PanelBoundary name={t('types.title')}>
        <QueueTypes types={view.types} queue={queue.name} time={time} />
      </PanelBoundary>
      <EarlierFindings findings={findings} />
    </>
  );
}
