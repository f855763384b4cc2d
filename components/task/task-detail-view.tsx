'use client';

import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { FindingPanel } from '@/components/findings/finding-panel';
import { Clock } from '@/components/ui/age';
import { CopyButton } from '@/components/ui/copy-button';
import { PanelBoundary } from '@/components/ui/error-boundary';
import { PageHead } from '@/components/ui/page-head';
import { Section } from '@/components/ui/section';
import { StateLabel } from '@/components/ui/state-sign';
import { Tag } from '@/components/ui/tag';
import { TaskName } from '@/components/ui/task-name';
import type { TaskDetail } from '@/lib/api/views';
import { isEnded, isInFlight } from '@/lib/celery/task-state';
import { ranTwice, startedCount } from '@/lib/tasks/deliveries-figure';
import { ArgumentsBlock, useArgumentsNote } from './arguments-block';
import { DeliveriesSection } from './deliveries-section';
import { RevokedPanel } from './revoked-panel';
import { RelatedTasks } from './related-tasks';
import { resultDelivery, ResultBlock } from './result-block';
import { StoredResult } from './stored-result';
import { TaskActions } from './task-actions';
import { TaskFacts } from './task-facts';
import { TimelineSection } from './timeline-section';
import { TracebackSection } from './traceback-section';
import { TypeHistory } from './type-history';
import { WaitingWhy } from './waiting-why';

interface TaskDetailViewProps {
  readonly detail: TaskDetail;
  /** Since when it is not live; null while it is. */
  readonly staleAt: number | null;
}

export function TaskDetailView({ detail, staleAt }: TaskDetailViewProps) {
  const t = useTranslations('task');
  const { task, deliveries, findings } = detail;
  const argumentsNote = useArgumentsNote();
  const given = resultDelivery(task, deliveries);
  const asksWhy = isInFlight(task.state) || task.state === 'UNKNOWN';
  const showsDeliveries = findings.some((finding) => finding.figure?.kind === 'deliveries');
  return (
    <>
      <PageHead
        title={<TaskName name={task.name} title />}
        crumb={{ label: t('tasks'), href: '/tasks/', here: <code>{task.uuid.slice(0, 8)}</code> }}
        actions={
          <>
            <span className="contents max-md:hidden">
              <CopyButton text={task.uuid} label={t('copyId')} />
            </span>
            <TaskActions task={task} shortcuts />
          </>
        }
      >
        <StateLabel state={task.state} />
        <HeadTags detail={detail} staleAt={staleAt} />
      </PageHead>
      <PanelBoundary name={t('why.runs')}>
        {findings.map((finding) => (
          <FindingPanel key={`${finding.id} ${finding.openedAt}`} finding={finding} />
        ))}
        {!isEnded(task.state) && <RevokedPanel task={task} />}
        {asksWhy && <WaitingWhy task={task} className="border-t border-line px-6 pt-4 pb-4.5 max-md:px-4" />}
      </PanelBoundary>
      <div className="grid grid-cols-[minmax(0,1fr)_336px] border-t border-line max-lg:block">
        <div className="min-w-0 [&>section:first-child]:border-t-0">
          <DeliveriesSection task={task} deliveries={deliveries} withFigure={!showsDeliveries} />
          <div className="grid grid-cols-2 max-md:block [&>section]:min-w-0">
            <Section title={t('arguments.title')} note={argumentsNote(task)} className="pr-3! max-md:pr-4!">
              <ArgumentsBlock task={task} />
            </Section>
            <Section
              title={t('result.title')}
              note={given === null ? null : t('result.of', { n: given.n })}
              className="pl-3! max-md:border-t-0 max-md:pl-4!"
            >
              <ResultBlock task={task} />
              <StoredResult uuid={task.uuid} hasTraceback={task.traceback !== null} />
            </Section>
          </div>
          <PanelBoundary name={t('traceback.title')}>
            <TracebackSection task={task} deliveries={deliveries} />
          </PanelBoundary>
          <TimelineSection timeline={detail.timeline} />
        </div>
        <aside className="border-l border-line max-lg:border-t max-lg:border-l-0">
          <SideSection title={t('facts.title')} first>
            <TaskFacts task={task} />
          </SideSection>
          <SideSection title={t('history.titleCount', { count: detail.recentRuns.length })}>
            <TypeHistory uuid={task.uuid} runs={detail.recentRuns} typical={detail.typical} />
          </SideSection>
          <SideSection title={t('related.title')}>
            <RelatedTasks detail={detail} />
          </SideSection>
        </aside>
      </div>
    </>
  );
}

function HeadTags({ detail, staleAt }: TaskDetailViewProps) {
  const t = useTranslations('task');
  const { task, deliveries } = detail;
  const runs = startedCount(deliveries);
  return (
    <>
      {ranTwice(deliveries) && <Tag tone="warning">{runs === 2 ? t('ranTwice') : t('ranTimes', { count: runs })}</Tag>}
      {task.retries > 0 && <Tag>{t('retriesTag', { count: task.retries })}</Tag>}
      {task.retryOf !== null && <Tag>{t('retriedHere')}</Tag>}
      {staleAt !== null && <Tag tone="warning">{t.rich('staleRich', { at: () => <Clock at={staleAt} /> })}</Tag>}
    </>
  );
}

function SideSection({
  title,
  first = false,
  children,
}: {
  readonly title: string;
  readonly first?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <section className={first ? 'px-6 py-4 max-md:px-4' : 'border-t border-line px-6 py-4 max-md:px-4'}>
      <h2 className="mb-2 text-strong tracking-title">{title}</h2>
      {children}
    </section>
  );
}
