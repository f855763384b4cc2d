import { WAIT_BUCKETS } from '@/lib/metrics/counts/bucket-counts';
import {
  exporterHost,
  EXPORTER_TYPES,
  type ToldExporter,
  type ToldExporterCell,
} from '@/lib/metrics/counts/exporter-counts';
import type { ClusterSnapshot } from '../cluster-mirror';
import type { ToldCounts } from '../collector/metric-counts';
import { histogramSamples, labels, type Family, type Sample } from './family';
import { boundedRows, rowGauge, sumOf } from './rows';
import { toldWorkers } from './worker-rows';

/** What celery-exporter tells, under its names; none where nobody asked for it. */
export function exporterFamilies(cluster: ClusterSnapshot, counts: ToldCounts): readonly Family[] {
  const { exporter, settings } = counts;
  if (exporter === null) return [];
  return [
    ...EXPORTER_TYPES.map((type, place): Family => {
      const did = type.slice('task-'.length);
      return {
        name: `celery_task_${did}_total`,
        help: `Events ${type}.`,
        type: 'counter',
        samples: type === 'task-failed' ? failures(exporter) : counted(exporter, place, type !== 'task-sent'),
      };
    }),
    {
      name: 'celery_task_runtime',
      help: 'Run time of tasks that succeeded, in seconds.',
      type: 'histogram',
      samples: histograms(exporter, settings.buckets, ({ runs }) => runs),
    },
    {
      name: 'celery_task_queue_wait_time',
      help: 'Time from sent, or from the eta, to the start, in seconds.',
      type: 'histogram',
      samples: histograms(exporter, WAIT_BUCKETS, ({ waits }) => waits),
    },
    ...hostFamilies(cluster, counts),
    ...queueFamilies(cluster, counts),
  ];
}

// Like its model it tells zeros of what has not happened yet, but not of who never published.
function* counted(exporter: ToldExporter, place: number, zeros: boolean): Iterable<Sample> {
  for (const { host, cells } of exporter)
    for (const cell of cells) {
      const count = cell.byType[place] ?? 0;
      if (zeros || count > 0) yield ['', ownLabels(host, cell), count];
    }
}

function* failures(exporter: ToldExporter): Iterable<Sample> {
  for (const { host, cells } of exporter)
    for (const cell of cells) {
      const own = ownLabels(host, cell);
      for (const [exception, count] of [['', 0] as const, ...cell.failures])
        yield ['', `${labels({ exception })},${own}`, count];
    }
}

function* histograms(
  exporter: ToldExporter,
  bounds: readonly number[],
  read: (cell: ToldExporterCell) => ToldExporterCell['runs'],
): Iterable<Sample> {
  for (const { host, cells } of exporter)
    for (const cell of cells) {
      const buckets = read(cell);
      if (buckets !== null) yield* histogramSamples(ownLabels(host, cell), bounds, buckets);
    }
}

function ownLabels(hostname: string, { name, queue }: ToldExporterCell): string {
  return labels({ hostname, name, queue_name: queue });
}

function hostFamilies(cluster: ClusterSnapshot, counts: ToldCounts): readonly Family[] {
  const hosts = boundedRows(
    toldWorkers(cluster, counts),
    counts.bounds.exporterHosts,
    ({ hostname }) => exporterHost(hostname),
    () => ({ up: 0, active: null as number | null }),
    (row, worker) => {
      if (worker.status !== 'gone') row.up = 1;
      row.active = sumOf(row.active, worker.status === 'gone' ? 0 : worker.active);
    },
  );
  return [
    rowGauge('celery_worker_up', '1 while a worker of that host is there.', 'hostname', hosts, ({ up }) => up),
    rowGauge('celery_worker_tasks_active', 'Tasks that its workers run.', 'hostname', hosts, ({ active }) => active),
  ];
}

function queueFamilies({ workers, queues }: ClusterSnapshot, { bounds }: ToldCounts): readonly Family[] {
  const consumed = new Map<string, { workers: number; processes: number }>();
  for (const worker of workers.values()) {
    if (worker.status === 'gone') continue;
    for (const queue of worker.queues ?? []) {
      const { workers: some, processes } = consumed.get(queue) ?? { workers: 0, processes: 0 };
      consumed.set(queue, { workers: some + 1, processes: processes + (worker.concurrency ?? 0) });
    }
  }
  const rows = boundedRows(
    queues.values(),
    bounds.exporterQueues,
    ({ name }) => name,
    () => ({ length: null as number | null, consumers: null as number | null, workers: 0, processes: 0 }),
    (row, { name, ready, consumers }) => {
      row.length = sumOf(row.length, ready);
      row.consumers = sumOf(row.consumers, consumers);
      row.workers += consumed.get(name)?.workers ?? 0;
      row.processes += consumed.get(name)?.processes ?? 0;
    },
  );
  const of = (name: string, help: string, read: (row: { length: number | null } & Counts) => number | null) =>
    rowGauge(`celery_${name}`, help, 'queue_name', rows, read);
  return [
    of('queue_length', 'Messages that wait in the queue.', ({ length }) => length),
    of('active_consumer_count', 'Who consumes from it, as the broker tells.', ({ consumers }) => consumers),
    of('active_worker_count', 'Workers that consume from it.', (row) => row.workers),
    of('active_process_count', 'Pool slots of these workers.', ({ processes }) => processes),
  ];
}

interface Counts {
  readonly consumers: number | null;
  readonly workers: number;
  readonly processes: number;
}
