'use client';

import dynamic from 'next/dynamic';
import { memo, useMemo, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { ChartsOf } from '@/components/charts/chart-context';
import { marksAbout } from '@/components/charts/chart-marks';
import { LatencyChart } from '@/components/charts/latency-chart';
import { ThroughputChart } from '@/components/charts/throughput-chart';
import { EnableEventsButton } from '@/components/controls/enable-events-button';
import { WorkerControls } from '@/components/worker-controls/controls-button';
import { CommandHost } from '@/components/worker-controls/command-host';
import { FindingList } from '@/components/findings/finding-list';
import { useView } from '@/components/live/use-view';
import { TimeControl } from '@/components/time/time-control';
import type { TimeChoice } from '@/components/time/use-time-shown';
import { Clock } from '@/components/ui/age';
import { PanelBoundary } from '@/components/ui/error-boundary';
import { queryTerm, tasksHref } from '@/components/ui/hrefs';
import { PageHead } from '@/components/ui/page-head';
import { Section } from '@/components/ui/section';
import { Tag } from '@/components/ui/tag';
import { WorkerLabel } from '@/components/ui/worker-sign';
import type { WorkerPageView } from '@/lib/api/page-views';
import { typicalRuns } from '@/lib/workers/typical-run';
import { starvedWorkers } from '@/lib/workers/starved-workers';
import { EarlierFindings } from './earlier-findings';
import { HeldTasks } from './held-tasks';
import { LanesSection } from './lanes-section';
import { PrefetchWhy } from './prefetch-why';
import { StatusReason } from './status-reason';
import { ToldSection } from './told-section';
import { useLanes } from './use-lanes';
import { WorkerLanes } from './worker-lanes';
import { WorkerFacts } from './worker-facts';

const QuietNote = dynamic(() => import('@/components/worker-controls/quiet-note').then((module) => module.QuietNote), {
  ssr: false,
});

interface WorkerViewProps {
  readonly view: WorkerPageView;
  /** Since when it is not live; null while it is. */
  readonly staleAt: number | null;
  readonly time: TimeChoice;
}

export function WorkerView({ view, staleAt, time }: WorkerViewProps) {
  const t = useTranslations('worker');
  const { worker, findings } = view;
  const open = findings.filter((finding) => finding.closedAt === null);
  const starved = starvedWorkers(open);
  const typical = useMemo(() => typicalRuns(view.lanes), [view.lanes]);
  const lanes = useLanes(view, typical);
  return (
    <>
      <WorkerHead view={view} staleAt={staleAt} />
      <PanelBoundary name={t('findings')}>
        <FindingList findings={open} expanded={2} />
      </PanelBoundary>
      <PanelBoundary name={t('lanes.title')}>
        <WorkerLanes
          hostname={worker.hostname}
          time={time}
          now={(kinds) => <LanesSection view={view} lanes={lanes} starved={starved} findings={open} kinds={kinds} />}
        />
      </PanelBoundary>
      <div className="grid grid-cols-[minmax(0,1fr)_336px] border-t border-line max-lg:block">
        <div className="min-w-0 [&>section:first-child]:border-t-0">
          <PanelBoundary name={t('held.reserved')}>
            <HeldTasks view={view} plan={lanes.plan} shared={lanes.shared} typical={typical} />
          </PanelBoundary>
          <EarlierFindings findings={findings} />
          <PanelBoundary name={t('charts.throughput')}>
            <Charts hostname={worker.hostname} throughput={view.throughput} latency={view.latency} time={time} />
          </PanelBoundary>
          <PanelBoundary name={t('settings.label')}>
            <ToldSection worker={worker} />
          </PanelBoundary>
        </div>
        <aside className="border-l border-line max-lg:border-t max-lg:border-l-0">
          <Side>
            <PrefetchWhy worker={worker} />
          </Side>
          <Side title={t('facts.title')}>
            <WorkerFacts worker={worker} />
          </Side>
        </aside>
      </div>
    </>
  );
}

function WorkerHead({ view: { worker }, staleAt }: Omit<WorkerViewProps, 'time'>) {
  const t = useTranslations('worker');
  const silent = worker.taskEvents === false && worker.status !== 'gone';
  return (
    <>
      <PageHead
        title={worker.hostname}
        crumb={{ label: t('workers'), href: '/workers/', here: worker.hostname }}
        actions={
          <>
            {silent && <EnableEventsButton hostnames={[worker.hostname]} />}
            <WorkerControls worker={worker} />
          </>
        }
      >
        <WorkerLabel status={worker.status} />
        <StatusReason worker={worker} />
        {silent && <Tag tone="warning">{t('silentTag')}</Tag>}
        {worker.quiet && <Tag>{t('quiet')}</Tag>}
        {staleAt !== null && <Tag tone="warning">{t.rich('staleRich', { at: () => <Clock at={staleAt} /> })}</Tag>}
      </PageHead>
      {silent && <p className="px-6 pb-3 text-fg-2 max-md:px-4">{t('silentText')}</p>}
      {worker.quiet && <QuietNote worker={worker} quiet={worker.quiet} />}
      <CommandHost />
    </>
  );
}

interface ChartsProps extends Pick<WorkerPageView, 'throughput' | 'latency'> {
  readonly hostname: string;
  readonly time: TimeChoice;
}

// Charts are the dearest part of the page, and change once a minute or when a task ends, not with each heartbeat.
const Charts = memo(function Charts({ hostname, throughput, latency, time }: ChartsProps) {
  const t = useTranslations('worker.charts');
  const all = useView('marks', time.params).value;
  const marks = useMemo(() => all && marksAbout(all, { workers: new Set([hostname]) }), [all, hostname]);
  const hrefOf = (from: number, to: number) =>
    tasksHref({ q: queryTerm('worker', hostname), from: String(from), to: String(to) });
  return (
    <ChartsOf marks={marks} zoom={time.zoom} back={time.back}>
      <Section title={t('throughput')} actions={<TimeControl time={time} />}>
        <ThroughputChart buckets={throughput} label={t('throughput')} hrefOf={hrefOf} />
      </Section>
      <Section title={t('latency')}>
        <LatencyChart buckets={latency} label={t('latency')} hrefOf={hrefOf} />
      </Section>
    </ChartsOf>
  );
});

export function Side({ title, children }: { readonly title?: string; readonly children: ReactNode }) {
  return (
    <section className="border-t border-line px-6 py-4 first:border-t-0 max-md:px-4">
      {title !== undefined && <h2 className="mb-2 text-strong tracking-title">{title}</h2>}
      {children}
    </section>
  );
}
