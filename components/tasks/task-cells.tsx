'use client';

import { useTranslations } from 'use-intl';
import { Age, Clock } from '@/components/ui/age';
import { useFormat } from '@/components/ui/use-format';
import type { TaskRow } from '@/lib/api/views';
import type { Column } from '@/lib/tasks/task-columns';
import { isEnded } from '@/lib/celery/task-state';
import { Elapsed } from './elapsed';
import { TaskWhy } from './task-why';

interface CellProps {
  readonly row: TaskRow;
  readonly matches: boolean;
}

/** What stands in a column of the list. */
export function TaskCell({ column, row, matches }: CellProps & { readonly column: Column }) {
  switch (column) {
    case 'where':
      return <Where row={row} />;
    case 'queue':
      return row.queue ?? <Unknown />;
    case 'wait':
      return <Wait row={row} />;
    case 'run':
      return <Run row={row} />;
    case 'age':
      return <Age at={row.updatedAt} className="text-fg-3" />;
    case 'retries':
      return <Zero value={row.retries} />;
    case 'priority':
      return row.priority ?? <Unknown />;
    case 'deliveries':
      return <Zero value={row.deliveries} />;
    case 'uuid':
      return <code className="text-fg-3">{row.uuid.slice(0, 8)}</code>;
    case 'sent':
      return <Time at={row.sentAt} />;
    case 'received':
      return <Time at={row.receivedAt} />;
    case 'started':
      return <Time at={row.startedAt} />;
    case 'ended':
      return <Time at={row.endedAt} />;
    case 'why':
      return <TaskWhy row={row} matches={matches} />;
  }
}

/** The worker that has or had it; before that, its queue. */
export function Where({ row }: { readonly row: TaskRow }) {
  const t = useTranslations('tasks.row');
  if (row.worker !== null) return row.worker;
  return <span className="text-fg-3">{row.queue === null ? t('inBroker') : t('inQueue', { queue: row.queue })}</span>;
}

/** Clocks that agree better than this are as one; below it a negative wait is just none. */
const SKEW_NOTICED_SECONDS = 0.05;
/** Shown as `<1 ms`. */
const LEAST_WAIT_SECONDS = 0.0001;

function Wait({ row }: { readonly row: TaskRow }) {
  const t = useTranslations('tasks.row');
  const format = useFormat();
  if (row.waitSeconds !== null && row.waitSeconds < -SKEW_NOTICED_SECONDS) {
    return <span title={t('skew', { time: format.duration(-row.waitSeconds) })}>{t('skewShort')}</span>;
  }
  if (row.waitSeconds !== null)
    return <span className="text-fg-2">{format.duration(Math.max(row.waitSeconds, LEAST_WAIT_SECONDS))}</span>;
  const since = waitingSince(row);
  return since === null ? null : <Elapsed from={since} className="font-[550]" />;
}

/** A task that waits for its eta does not wait for a worker yet. */
function waitingSince(row: TaskRow): number | null {
  if (row.startedAt !== null || (row.state !== 'SENT' && row.state !== 'RECEIVED') || row.eta !== null) return null;
  return row.sentAt ?? row.receivedAt;
}

export function Run({ row }: { readonly row: TaskRow }) {
  const format = useFormat();
  if (row.runtimeSeconds !== null) return <span className="text-fg-2">{format.duration(row.runtimeSeconds)}</span>;
  if (row.startedAt === null) return null;
  if (isRunning(row)) return <Elapsed from={row.startedAt} className="font-[550]" />;
  return row.endedAt === null ? (
    <Unknown />
  ) : (
    <span className="text-fg-2">{format.duration(Math.max(0, row.endedAt - row.startedAt))}</span>
  );
}

function isRunning(row: TaskRow): boolean {
  return !isEnded(row.state) && !['SENT', 'RECEIVED', 'RETRY', 'UNKNOWN'].includes(row.state);
}

function Time({ at }: { readonly at: number | null }) {
  return at === null ? <Unknown /> : <Clock at={at} className="text-fg-2" />;
}

function Zero({ value }: { readonly value: number }) {
  return <span className={value === 0 ? 'text-fg-3' : ''}>{value}</span>;
}

function Unknown() {
  return <span className="text-fg-3">–</span>;
}
