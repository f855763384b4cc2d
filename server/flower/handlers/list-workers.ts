import type { WorkerView } from '@/lib/cluster/worker';
import { clusterOf } from '../../views/view';
import { jsonOf, type FlowerEndpoint } from '../flower-endpoint';
import { FlowerError } from '../flower-error';
import { toldWorkers } from '../told-workers';

export const listWorkers: FlowerEndpoint = {
  method: 'GET',
  path: '/api/workers',
  permission: 'view',
  door: 'api',
  costly: true,
  async handle({ params }, services) {
    const refresh = params.bool('refresh') ?? false;
    const status = params.bool('status') ?? false;
    const name = params.text('workername') || null;
    const { workers, broker } = clusterOf(services);
    if (refresh && broker.state !== 'connected')
      throw new FlowerError(503, `Failed to update workers: the broker is ${broker.state}`);
    if (status) return jsonOf(Array.from(workers.values(), (worker) => [worker.hostname, isAlive(worker)]));
    if (name !== null && !workers.has(name)) throw new FlowerError(404, `Unknown worker '${name}'`);
    const told = await toldWorkers(services, name === null ? [...workers.keys()] : [name], refresh);
    if (name !== null && told.size === 0) throw new FlowerError(404, `Unknown worker '${name}'`);
    return jsonOf(told);
  },
};

/** Flower knows two states only, and one that is silent is not alive there. */
export function isAlive({ status }: Pick<WorkerView, 'status'>): boolean {
  return status !== 'gone' && status !== 'unknown';
}
