import { DEFAULT_BUCKETS } from '@/lib/metrics/counts/bucket-counts';
import { optional, withDefault } from './option';
import * as value from './values';

/** What Prometheus is told at `/metrics`. */
export const METRICS_OPTIONS = {
  metricsAuth: withDefault(value.onOff(), false, {
    name: 'metrics-auth',
    placeholder: null,
    help: 'Asks who calls at `/metrics` too. Else it is open as in Flower: it has names and numbers, never arguments.',
  }),
  metricsCompat: withDefault(value.onOff(), false, {
    name: 'metrics-compat',
    placeholder: null,
    help: 'Tells everything under the names of celery-exporter as well (`celery_task_received_total`, `celery_queue_length`, …).',
  }),
  metricsMaxSeries: withDefault(value.wholeNumber(5_000, 2_000_000), 200_000, {
    name: 'metrics-max-series',
    placeholder: 'N',
    help: 'How many series `/metrics` has at most that bear names of workers, tasks and queues; the rest is summed as `other`.',
  }),
  taskRuntimeMetricBuckets: withDefault<readonly number[]>(value.buckets(), DEFAULT_BUCKETS, {
    name: 'task-runtime-metric-buckets',
    placeholder: 'N,N',
    help: 'Upper bounds of the histograms of run times in seconds, as Flower takes them: `1,5,10,inf`.',
    fallbackText: DEFAULT_BUCKETS.join(','),
    alsoFrom: ['FLOWER_TASK_RUNTIME_METRIC_BUCKETS'],
  }),
  purgeOfflineWorkers: optional(value.wholeNumber(0, 10 * 366 * 86_400), {
    name: 'purge-offline-workers',
    placeholder: 'SECONDS',
    help: 'How long a worker that is gone keeps its series at `/metrics`.',
    fallbackText: 'an hour, as in the lists',
    alsoFrom: ['FLOWER_PURGE_OFFLINE_WORKERS'],
  }),
};
