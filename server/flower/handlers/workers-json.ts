import type { WorkerView } from '@/lib/cluster/worker';
import type { ToldEvents } from '@/lib/metrics/counts/event-counts';
import { clusterOf } from '../../views/view';
import { THE_PAGE, type FlowerEndpoint } from '../flower-endpoint';
import { isAlive } from './list-workers';

/** The page of workers, and what Flower's own asked for every few seconds. */
export const workersJson: FlowerEndpoint = {
  method: 'GET',
  path: '/workers',
  permission: 'view',
  door: 'page',
  async handle({ params }, services) {
    // What is told comes from events, so that there is nobody to ask again; a word that is none is refused all the same.
    params.bool('refresh');
    if (params.text('json') === null || params.bool('json') === false) return THE_PAGE;
    const { workers } = clusterOf(services);
    const { events } = await services.collector.call('counts', {});
    const counted = new Map(events.workers.map(({ worker, pairs }) => [worker, sumByType(pairs)]));
    return { data: Array.from(workers.values(), (worker) => ({ ...counted.get(worker.hostname), ...toRow(worker) })) };
  },
};

/** How many events of each type a worker sent since we count. */
function sumByType(pairs: ToldEvents['workers'][number]['pairs']): Readonly<Record<string, number>> {
  const sums = new Map<string, number>();
  for (const [type, count] of pairs.flatMap(({ events }) => events)) sums.set(type, (sums.get(type) ?? 0) + count);
  return Object.fromEntries([...sums].filter(([, count]) => count > 0));
}

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
