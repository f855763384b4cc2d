import type { WorkerView } from '../cluster/worker';
import { isoTime, type CsvColumn } from './csv';

/** A worker as a line of a table. */
export const WORKER_COLUMNS: readonly CsvColumn<WorkerView>[] = [
  ['hostname', (worker) => worker.hostname],
  ['status', (worker) => worker.status],
  ['status_reason', (worker) => worker.statusReason],
  ['status_since', (worker) => isoTime(worker.statusSince)],
  ['concurrency', (worker) => worker.concurrency],
  ['active', (worker) => worker.active],
  ['reserved', (worker) => worker.reserved],
  ['scheduled', (worker) => worker.scheduled],
  ['prefetch_count', (worker) => worker.prefetchCount],
  ['queues', (worker) => worker.queues?.join(' ') ?? null],
  ['pool', (worker) => worker.pool],
  ['pid', (worker) => worker.pid],
  ['version', (worker) => worker.version],
  ['processed', (worker) => worker.processed],
  ['finished_per_minute', (worker) => worker.finishedPerMinute],
  ['uptime_seconds', (worker) => worker.uptimeSeconds],
  ['max_rss_kib', (worker) => worker.maxRssKib],
  ['last_heartbeat', (worker) => isoTime(worker.lastHeartbeatAt)],
  ['clock_drift_seconds', (worker) => worker.clockDriftSeconds],
  ['task_events', (worker) => (worker.taskEvents === null ? null : String(worker.taskEvents))],
];
