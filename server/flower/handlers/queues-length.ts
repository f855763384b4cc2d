import { clusterOf } from '../../views/view';
import type { FlowerEndpoint } from '../flower-endpoint';
import { FlowerError } from '../flower-error';
import { activeQueues } from '../told-workers';

export const queuesLength: FlowerEndpoint = {
  method: 'GET',
  path: '/api/queues/length',
  permission: 'view',
  door: 'api',
  isSilent: true,
  costly: true,
  async handle(_call, services) {
    const { broker, queues } = clusterOf(services);
    if (!['connected', 'ended'].includes(broker.state)) throw new FlowerError(503, `The broker is ${broker.state}`);
    const names = activeQueues(services);
    // RabbitMQ's own words for a queue are what Flower passes on; none of them can be had without its management API.
    if (broker.kind === 'amqp') return { active_queues: await services.collector.call('brokerQueues', { names }) };
    return { active_queues: names.map((name) => ({ name, messages: queues.get(name)?.ready ?? null })) };
  },
};
