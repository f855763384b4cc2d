'use client';

import { useTranslations } from 'use-intl';
import type { PastView } from '@/lib/api/past-view';
import { usePageTitle } from '../layout/use-page-title';
import { Clock } from '../ui/age';
import { cx } from '../ui/class-names';
import { ErrorPanel } from '../ui/error-panel';
import { SeveritySign } from '../ui/severity-sign';
import { LoadingRows } from '../ui/skeleton';
import { PastFindings } from './past-findings';
import type { PastKind } from './past-kinds';
import { PastQueues } from './past-queues';
import { PastStats } from './past-stats';
import { PastTasks, type PastList } from './past-tasks';
import { PastWorkers } from './past-workers';
import { RewindBar } from './rewind-bar';
import type { Rewind } from './use-rewind';
import { useMoment } from './use-moment';
import { usePast } from './use-past';

interface PastPageProps {
  readonly kind: PastKind;
  readonly at: number;
  readonly rewind: Rewind;
}

const LISTS: Readonly<Record<PastKind, readonly PastList[]>> = {
  now: ['running', 'reserved', 'waiting', 'scheduled'],
  workers: ['running', 'reserved', 'scheduled'],
  queues: ['waiting'],
};

/** Who was there, what ran and what waited at a second in the past. */
export function PastPage({ kind, at, rewind }: PastPageProps) {
  const t = useTranslations('rewind');
  const nav = useTranslations('common.nav');
  const moment = useMoment();
  usePageTitle(t('title', { page: nav(kind), at: moment(at) }));
  const { past, old, error, again } = usePast(at);
  return (
    <>
      <RewindBar kind={kind} at={at} rewind={rewind} oldestAt={past?.oldestAt ?? null} />
      {error !== null && (
        <ErrorPanel title={t('failed')} detail={error.detail} requestId={error.requestId} onRetry={again} />
      )}
      {past === undefined && error === null && <LoadingRows rows={8} />}
      {past !== undefined && error === null && (
        <div aria-busy={old} className={cx(old && 'opacity-60')}>
          <Doubt past={past} />
          <PastStats past={past} />
          {kind === 'now' && <PastFindings past={past} />}
          {kind === 'workers' && <PastWorkers past={past} />}
          {kind === 'queues' && <PastQueues past={past} />}
          {LISTS[kind].map((list) => (
            <PastTasks key={list} past={past} kind={kind} list={list} />
          ))}
        </div>
      )}
    </>
  );
}

/** Why it may not have been so. */
function Doubt({ past }: { readonly past: PastView }) {
  const t = useTranslations('rewind');
  const { unknown, oldestAt } = past;
  if (unknown === null) return null;
  return (
    <p
      role="status"
      className="flex items-center gap-2.5 border-b border-line bg-severity-warning-tint px-6 py-2.5 max-md:px-4"
    >
      <SeveritySign severity="warning" />
      <span>
        {unknown === 'not_watched' && t('notWatched')}
        {unknown === 'too_many' && t('tooMany')}
        {unknown === 'before_history' && oldestAt === null && t('noHistory')}
        {unknown === 'before_history' &&
          oldestAt !== null &&
          t.rich('beforeHistoryRich', { at: () => <Clock at={oldestAt} className="font-[550]" /> })}
      </span>
    </p>
  );
}
