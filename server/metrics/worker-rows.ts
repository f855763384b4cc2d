import type { WorkerView } from '@/lib/cluster/worker';
import { labelOf } from '@/lib/metrics/counts/label';
import type { ClusterSnapshot } from '../cluster-mirror';
import type { ToldCounts } from '../collector/metric-counts';
import { boundedRows, sumOf, type Rows } from './rows';

export interface WorkerRow {
  online: number;
  executing: number | null;
  slots: number | null;
  reserved: number | null;
  scheduled: number | null;
  heartbeatAge: number | null;
  clockDrift: number | null;
}

/** Those whose series are told: one that is gone is told for a while. */
export function toldWorkers({ workers, at }: ClusterSnapshot, { settings }: ToldCounts): readonly WorkerView[] {
  const { purgeSeconds } = settings;
  const isTold = ({ status, statusSince }: WorkerView): boolean =>
    purgeSeconds === null || status !== 'gone' || at - (statusSince ?? at) <= purgeSeconds;
  return [...workers.values()].filter(isTold);
}

/** By their labels; who is gone has nothing in its hands. */
export function workerRows(cluster: ClusterSnapshot, counts: ToldCounts): Rows<WorkerRow> {
  const { at } = cluster;
  const told = toldWorkers(cluster, counts);
  return boundedRows(
    told,
    counts.bounds.workers,
    ({ hostname }) => hostname,
    emptyRow,
    (row, worker) => {
      const isGone = worker.status === 'gone';
      row.online += isGone ? 0 : 1;
      row.executing = sumOf(row.executing, isGone ? 0 : worker.active);
      row.slots = sumOf(row.slots, isGone ? 0 : worker.concurrency);
      row.reserved = sumOf(row.reserved, isGone ? 0 : worker.reserved);
      row.scheduled = sumOf(row.scheduled, isGone ? 0 : worker.scheduled);
      const age = worker.lastHeartbeatAt === null ? null : at - worker.lastHeartbeatAt;
      row.heartbeatAge = age === null ? row.heartbeatAge : Math.max(row.heartbeatAge ?? 0, age);
      row.clockDrift ??= worker.clockDriftSeconds;
    },
  );
}

/** Labels of the workers that are gone. */
export function goneLabels({ workers }: ClusterSnapshot): ReadonlySet<string> {
  const gone = [...workers.values()].filter(({ status }) => status === 'gone');
  return new Set(gone.map(({ hostname }) => labelOf(hostname)));
}

function emptyRow(): WorkerRow {
  return {
    online: 0,
    executing: null,
    slots: null,
    reserved: null,
    scheduled: null,
    heartbeatAge: null,
    clockDrift: null,
  };
}
