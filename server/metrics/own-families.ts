import type { QueueView } from '@/lib/cluster/queue';
import { DETECTOR_NAMES, type Severity } from '@/lib/detectors/finding';
import { WAIT_BUCKETS } from '@/lib/metrics/counts/bucket-counts';
import { END_OUTCOMES } from '@/lib/metrics/counts/end-counts';
import type { ClusterSnapshot } from '../cluster-mirror';
import type { ToldCounts } from '../collector/metric-counts';
import { histogramSamples, labels, type Family, type Sample } from './family';
import { boundedRows, rowGauge, sumOf, type Rows } from './rows';
import type { WorkerRow } from './worker-rows';

const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'notice'];

/** The cluster by its names: workers, queues, types of tasks, findings. */
export function ownFamilies(cluster: ClusterSnapshot, counts: ToldCounts, workers: Rows<WorkerRow>): readonly Family[] {
  const queues = queueRows(cluster, counts);
  return [
    ...workerFamilies(workers),
    ...queueFamilies(queues),
    ...taskFamilies(counts),
    {
      name: 'celeryscope_detector_findings',
      help: 'Open findings by detector and severity.',
      type: 'gauge',
      samples: findings(cluster),
    },
    {
      name: 'celeryscope_metrics_bound_hit',
      help: '1 once names of that kind were too many for --metrics-max-series: the rest is summed as other.',
      type: 'gauge',
      samples: Object.entries({
        ...counts.full,
        worker: workers.isFull,
        queue: counts.full.queue || queues.isFull,
      }).map(([names, isHit]) => ['', labels({ names }), Number(isHit)] as const),
    },
  ];
}

function workerFamilies(rows: Rows<WorkerRow>): readonly Family[] {
  const of = (name: string, help: string, read: (row: WorkerRow) => number | null) =>
    rowGauge(`celeryscope_worker_${name}`, help, 'worker', rows, read);
  return [
    of('slots', 'Size of its pool.', ({ slots }) => slots),
    of('reserved_tasks', 'Tasks that it holds for its pool.', ({ reserved }) => reserved),
    of('scheduled_tasks', 'Tasks that it holds until their eta.', ({ scheduled }) => scheduled),
    of('heartbeat_age_seconds', 'Time since its last heartbeat.', ({ heartbeatAge }) => heartbeatAge),
    of('clock_drift_seconds', 'How far its clock is behind ours; negative when it is ahead.', (row) => row.clockDrift),
  ];
}

interface QueueRow {
  ready: number | null;
  unacked: number | null;
  consumers: number | null;
  slots: number | null;
  freeSlots: number | null;
  reserved: number | null;
  scheduled: number | null;
  oldestAge: number | null;
  paused: number;
}

function queueRows({ queues }: ClusterSnapshot, { bounds }: ToldCounts): Rows<QueueRow> {
  return boundedRows(queues.values(), bounds.queues, ({ name }) => name, emptyQueue, addQueue);
}

function emptyQueue(): QueueRow {
  return {
    ready: null,
    unacked: null,
    consumers: null,
    slots: null,
    freeSlots: null,
    reserved: null,
    scheduled: null,
    oldestAge: null,
    paused: 0,
  };
}

function addQueue(row: QueueRow, queue: QueueView): void {
  row.ready = sumOf(row.ready, queue.ready);
  row.unacked = sumOf(row.unacked, queue.unacked);
  row.consumers = sumOf(row.consumers, queue.consumers);
  row.slots = sumOf(row.slots, queue.slots);
  row.freeSlots = sumOf(row.freeSlots, queue.freeSlots);
  row.reserved = sumOf(row.reserved, queue.reserved);
  row.scheduled = sumOf(row.scheduled, queue.scheduled);
  const age = queue.oldestAgeSeconds;
  row.oldestAge = age === null ? row.oldestAge : Math.max(row.oldestAge ?? 0, age);
  row.paused += queue.pause === null ? 0 : 1;
}

function queueFamilies(rows: Rows<QueueRow>): readonly Family[] {
  const of = (name: string, help: string, read: (row: QueueRow) => number | null) =>
    rowGauge(`celeryscope_queue_${name}`, help, 'queue', rows, read);
  return [
    of('ready_messages', 'Messages that wait in the queue, in all its priorities.', ({ ready }) => ready),
    of('unacknowledged_messages', 'Messages that are delivered and not acknowledged.', ({ unacked }) => unacked),
    of('consumers', 'Who consumes from it.', ({ consumers }) => consumers),
    of('slots', 'Pool slots of its live consumers, each worker counted whole.', ({ slots }) => slots),
    of('free_slots', 'Those that are free.', ({ freeSlots }) => freeSlots),
    of('reserved_tasks', 'Tasks from it that workers hold and do not run yet.', ({ reserved }) => reserved),
    of('scheduled_tasks', 'Tasks from it that workers hold until their eta.', ({ scheduled }) => scheduled),
    of('oldest_age_seconds', 'Age of its oldest message, where it can be told.', ({ oldestAge }) => oldestAge),
    of('paused', '1 while it is paused from here.', ({ paused }) => paused),
  ];
}

function taskFamilies(counts: ToldCounts): readonly Family[] {
  return [
    {
      name: 'celeryscope_tasks_ended_total',
      help: 'Attempts of tasks that ended, by type and outcome, also those that no event told.',
      type: 'counter',
      samples: ends(counts),
    },
    {
      name: 'celeryscope_task_run_seconds',
      help: 'Run time of tasks, by type and outcome.',
      type: 'histogram',
      samples: runs(counts),
    },
    {
      name: 'celeryscope_queue_wait_seconds',
      help: 'Time from sent (else received) or from the eta to the start, by queue.',
      type: 'histogram',
      samples: waits(counts),
    },
  ];
}

function* ends({ ends: { tasks } }: ToldCounts): Iterable<Sample> {
  for (const { task, ends: told } of tasks)
    for (const outcome of END_OUTCOMES) yield ['', labels({ outcome, task }), told[outcome]];
}

function* runs({ ends: { tasks }, settings }: ToldCounts): Iterable<Sample> {
  for (const { task, runs: told } of tasks)
    for (const [outcome, buckets] of Object.entries(told))
      if (buckets !== null) yield* histogramSamples(labels({ outcome, task }), settings.buckets, buckets);
}

function* waits({ ends: { waits: told } }: ToldCounts): Iterable<Sample> {
  for (const { queue, waits: buckets } of told) yield* histogramSamples(labels({ queue }), WAIT_BUCKETS, buckets);
}

function* findings({ findings: open }: ClusterSnapshot): Iterable<Sample> {
  const counts = new Map<string, number>();
  for (const { detector, severity } of open) {
    const own = labels({ detector, severity });
    counts.set(own, (counts.get(own) ?? 0) + 1);
  }
  for (const detector of DETECTOR_NAMES)
    for (const severity of SEVERITIES) {
      const own = labels({ detector, severity });
      yield ['', own, counts.get(own) ?? 0];
    }
}
