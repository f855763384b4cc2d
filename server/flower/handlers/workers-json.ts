import type { WorkerView } from '@/lib/cluster/worker';
import { clusterOf } from '../../views/view';
import { THE_PAGE, type FlowerEndpoint } from '../flower-endpoint';
import { isAlive } from './list-workers';

/** The page of workers, and what Flower's own asked for every few seconds. */
export const workersJson: FlowerEndpoint = {
  method: 'GET',
  path: '/workers',
  permission: 'view',
  door: 'page',
  handle({ params }, services) {
    if (params.text('json') === null || params.bool('json') === false) return THE_PAGE;
    const { workers } = clusterOf(services);
    return { data: Array.from(workers.values(), toRow) };
  },
};

function toRow(worker: WorkerView): Record<string, unknown> {
  const known = {
    hostname: worker.hostname,
    pid: worker.pid,
    freq: worker.heartbeatFreqSeconds,
    heartbeats: worker.lastHeartbeatAt === null ? [] : [worker.lastHeartbeatAt],
    active: worker.active,
    processed: worker.processed,
    loadavg: worker.loadavg,
    // The only program whose heartbeats tell a version.
    sw_ident: worker.version === null ? null : 'py-celery',
    sw_ver: worker.version,
    sw_sys: worker.system,
  };
  const told = Object.entries(known).filter(([, value]) => value !== null);
  return { ...Object.fromEntries(told), status: isAlive(worker) };
}
