'use client';

import { useTranslations } from 'use-intl';
import type { QueuesView, StatusView, WorkersView } from '@/lib/api/page-views';
import type { Overview } from '@/lib/api/views';
import { Sparkline } from '../ui/sparkline';
import type { TimeShown } from '../time/time-window';
import { useTimeWords } from '../time/use-time-shown';
import { queryTerm, tasksHref } from '../ui/hrefs';
import { Stat, StatStrip } from '../ui/stat-strip';
import { useFormat } from '../ui/use-format';
import { lastLeft, longestWaiting, waitWithoutAge } from './now-numbers';
import type { Missing } from './now-panel';
import { waitingTotal } from './verdict-of';

interface NowStatsProps {
  readonly missing: Missing;
  readonly status: StatusView;
  readonly overview: Overview | undefined;
  readonly workers: WorkersView | undefined;
  readonly queues: QueuesView | undefined;
  readonly time: TimeShown;
}

export function NowStats({ status, overview, missing, workers, queues, time }: NowStatsProps) {
  const t = useTranslations('now');
  return (
    <StatStrip label={t('numbers')}>
      <RunningStat status={status} />
      <WaitingStat status={status} />
      <WaitTimeStat status={status} overview={overview} missing={missing} queues={queues} time={time} />
      <FailedStat status={status} overview={overview} missing={missing} time={time} />
      <TwiceStat status={status} overview={overview} missing={missing} />
      <LostStat status={status} overview={overview} missing={missing} />
      <WorkersStat status={status} workers={workers} />
    </StatStrip>
  );
}

/** True when no worker tells what its tasks do: numbers from events are not known then. */
function blind({ collector }: StatusView): boolean {
  return collector.workersUp > 0 && collector.silentWorkers.length >= collector.workersUp;
}

function RunningStat({ status }: { readonly status: StatusView }) {
  const t = useTranslations('now.stat');
  const format = useFormat();
  const { running, slots, slotsBusy } = status.collector;
  const free = Math.max(0, slots - slotsBusy);
  return (
    <Stat
      label={t('running')}
      value={format.count(running)}
      unit={slots > 0 ? t('ofSlots', { count: slots }) : null}
      note={slots > 0 ? t('free', { count: free }) : t('noSlots')}
      href={tasksHref({ q: 'state:STARTED' })}
      split={
        slots > 0
          ? [
              { share: Math.min(1, slotsBusy / slots), className: 'bg-state-started-fill' },
              { share: free / slots, className: 'bg-line-strong' },
            ]
          : []
      }
    />
  );
}

function WaitingStat({ status }: { readonly status: StatusView }) {
  const t = useTranslations('now.stat');
  const format = useFormat();
  const { ready, reserved, scheduled } = status.collector;
  const total = waitingTotal(status);
  const held = reserved + scheduled;
  return (
    <Stat
      label={t('waiting')}
      value={total === null ? null : format.count(total)}
      note={
        ready === null
          ? t('readyUnknown', { held })
          : t('readyAndHeld', { ready: format.count(ready), held: format.count(held) })
      }
      href="/queues/"
      split={
        total === null || total === 0
          ? []
          : [
              { share: (ready ?? 0) / total, className: 'bg-state-pending-fill' },
              { share: reserved / total, className: 'bg-state-received-fill' },
              { share: scheduled / total, className: 'bg-line-strong' },
            ]
      }
    />
  );
}

interface PeriodStatProps {
  readonly missing: Missing;
  readonly status: StatusView;
  readonly overview: Overview | undefined;
  readonly time: TimeShown;
}

function WaitTimeStat({
  status,
  overview,
  missing,
  queues,
  time,
}: PeriodStatProps & { readonly queues: QueuesView | undefined }) {
  const t = useTranslations('now.stat');
  const words = useTimeWords();
  const format = useFormat();
  const p95 = overview?.waitP95 ?? null;
  const longest = longestWaiting(queues);
  const note = () => {
    if (overview === undefined) return t(missing);
    if (status.collector.sentEvents === false) return t('needsSentEvents');
    if (longest?.oldestAgeSeconds != null)
      return t('longest', { age: format.age(longest.oldestAgeSeconds), queue: longest.name });
    if (p95 === null) return t('noRunsYet');
    return t(waitWithoutAge(status.collector), { count: status.collector.scheduled });
  };
  return (
    <Stat
      label={t('waitP95', { period: words(time) })}
      value={p95 === null || blind(status) ? null : format.duration(p95)}
      note={blind(status) ? t('needsEvents') : note()}
      href="/queues/"
      spark={
        overview &&
        !blind(status) && (
          <Sparkline
            kind="line"
            width={56}
            height={22}
            values={overview.latency.map((bucket) => bucket.waitP95)}
            label={t('waitTrend')}
          />
        )
      }
    />
  );
}

function FailedStat({ status, overview, missing, time }: PeriodStatProps) {
  const t = useTranslations('now.stat');
  const words = useTimeWords();
  const format = useFormat();
  const known = overview && !blind(status) ? overview.finished : null;
  return (
    <Stat
      label={t('failed', { period: words(time) })}
      value={known && format.count(known.failure)}
      unit={known && known.failure > 0 ? format.share(known.failure / known.total) : null}
      note={
        known
          ? t('ofFinished', { count: known.total, total: format.count(known.total) })
          : blind(status)
            ? t('needsEvents')
            : t(missing)
      }
      href={tasksHref({ q: queryTerm('state', 'FAILURE'), ...time.text })}
      spark={
        overview &&
        !blind(status) && (
          <Sparkline tone="failure" width={56} height={22} values={lastBars(overview)} label={t('failureTrend')} />
        )
      }
    />
  );
}

// More bars than this can't be told apart in 56 px.
const BARS = 20;

function lastBars(overview: Overview): readonly (number | null)[] {
  return overview.throughput.slice(-BARS).map((bucket) => (bucket.noData ? null : bucket.failure));
}

function TwiceStat({ status, overview, missing }: Omit<PeriodStatProps, 'time'>) {
  const t = useTranslations('now.stat');
  const format = useFormat();
  const known = overview && !blind(status) ? overview.ranTwice24h : null;
  return (
    <Stat
      label={t('twice')}
      value={known === null ? null : format.count(known)}
      note={known === null ? t(blind(status) ? 'needsEvents' : missing) : t('twiceNote', { count: known })}
      href="/alerts/?state=all&detector=duplicate-execution"
    />
  );
}

function LostStat({ status, overview, missing }: Omit<PeriodStatProps, 'time'>) {
  const t = useTranslations('now.stat');
  const format = useFormat();
  const known = overview && !blind(status) ? overview.lost24h : null;
  return (
    <Stat
      label={t('lost')}
      value={known === null ? null : format.count(known)}
      note={known === null ? t(blind(status) ? 'needsEvents' : missing) : t('lostNote', { count: known })}
      href={tasksHref({ q: 'state:LOST', from: '-24h' })}
    />
  );
}

function WorkersStat({ status, workers }: { readonly status: StatusView; readonly workers: WorkersView | undefined }) {
  const t = useTranslations('now.stat');
  const format = useFormat();
  const { workersUp, workersTotal, silentWorkers } = status.collector;
  const left = lastLeft(workers);
  const note = () => {
    if (silentWorkers.length > 0) return t('silent', { count: silentWorkers.length, total: workersUp });
    if (!left) return t(workersTotal === 0 ? 'noWorkers' : 'allAnswer');
    const key = left.status === 'gone' ? 'left' : 'unheard';
    return left.statusSince === null
      ? left.hostname
      : t(key, { worker: left.hostname, time: format.clock(left.statusSince) });
  };
  return (
    <Stat
      label={t('workers')}
      value={format.count(workersUp)}
      unit={t('ofWorkers', { count: workersTotal })}
      note={note()}
      href="/workers/"
    />
  );
}
