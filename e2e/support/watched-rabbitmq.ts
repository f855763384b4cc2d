import { openBroker } from '@/server/brokers';
import type { Broker } from '@/server/brokers/broker';
import { startWorker } from './celery-worker';
import { startRabbitmq, type RabbitmqServer } from './rabbitmq-server';
import { watchBroker, type Watched } from './watched';

export interface WatchedRabbitmq {
  readonly rabbitmq: RabbitmqServer;
  readonly watched: Watched;
  readonly stop: () => Promise<void>;
}

/** RabbitMQ with the worker `w1@alpha` of one process, and a broker that watches it. */
export async function watchRabbitmq(): Promise<WatchedRabbitmq> {
  const rabbitmq = await startRabbitmq();
  const worker = await startWorker({ brokerUrl: rabbitmq.url, name: 'w1@alpha', concurrency: 1 });
  const watched = watchBroker(brokerOf(rabbitmq));
  await watched.connected();
  return {
    rabbitmq,
    watched,
    async stop() {
      await watched.close();
      await worker.stop();
      await rabbitmq.stop();
    },
  };
}

export function brokerOf({ url, managementUrl }: Pick<RabbitmqServer, 'url' | 'managementUrl'>): Broker {
  return openBroker({ url, transport: {}, managementUrl });
}
