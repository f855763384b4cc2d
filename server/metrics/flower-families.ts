import type { ToldPair } from '@/lib/metrics/counts/event-counts';
import type { ClusterSnapshot } from '../cluster-mirror';
import type { ToldCounts } from '../collector/metric-counts';
import { histogramSamples, labels, type Family, type Sample } from './family';
import { rowGauge, type Rows } from './rows';
import { goneLabels, type WorkerRow } from './worker-rows';

/** Flower's six metrics; names, types, labels and their order are what boards and rules are written against. */
export function flowerFamilies(
  cluster: ClusterSnapshot,
  counts: ToldCounts,
  workers: Rows<WorkerRow>,
): readonly Family[] {
  const gone = goneLabels(cluster);
  return [
    {
      name: 'flower_events_total',
      help: 'Events of tasks, by the worker that sent them; of task-sent, by the process that published.',
      type: 'counter',
      samples: events(counts),
    },
    {
      name: 'flower_task_runtime_seconds',
      help: 'Run time of tasks that succeeded.',
      type: 'histogram',
      samples: runTimes(counts),
    },
    {
      name: 'flower_task_prefetch_time_seconds',
      help: 'How long the newest task that was started had waited at its worker; 0 when it has ended.',
      type: 'gauge',
      samples: ofPairs(counts, ({ prefetchSeconds }, worker) =>
        prefetchSeconds !== null && gone.has(worker) ? 0 : prefetchSeconds,
      ),
    },
    {
      name: 'flower_worker_prefetched_tasks',
      help: 'Tasks that a worker holds and does not run yet.',
      type: 'gauge',
      samples: ofPairs(counts, ({ prefetched }) => prefetched),
    },
    rowGauge('flower_worker_online', '1 while the worker is there.', 'worker', workers, ({ online }) => online),
    rowGauge(
      'flower_worker_number_of_currently_executing_tasks',
      'Tasks that the worker runs.',
      'worker',
      workers,
      ({ executing }) => executing,
    ),
  ];
}

function* events({ events: { workers, publishers } }: ToldCounts): Iterable<Sample> {
  for (const { worker, pairs } of workers)
    for (const { task, events: told } of pairs)
      for (const [type, count] of told) yield ['', labels({ task, type, worker }), count];
  for (const { worker, tasks } of publishers)
    for (const [task, count] of tasks) yield ['', labels({ task, type: 'task-sent', worker }), count];
}

function* runTimes({ events: { workers }, settings }: ToldCounts): Iterable<Sample> {
  for (const { worker, pairs } of workers)
    for (const { task, runs } of pairs)
      if (runs !== null) yield* histogramSamples(labels({ task, worker }), settings.buckets, runs);
}

function* ofPairs(
  { events: { workers } }: ToldCounts,
  read: (pair: ToldPair, worker: string) => number | null,
): Iterable<Sample> {
  for (const { worker, pairs } of workers)
    for (const pair of pairs) {
      const value = read(pair, worker);
      if (value !== null) yield ['', labels({ task: pair.task, worker }), value];
    }
}
