import { afterAll, beforeAll } from 'vitest';
import { openBroker } from '@/server/brokers';
import type { Broker } from '@/server/brokers/broker';
import { startWorker, type CeleryWorker } from './celery-worker';
import { startRabbitmq, type RabbitmqServer } from './rabbitmq-server';
import { stopAll } from './stop-all';
import { watchBroker, type Watched } from './watched';

export interface WatchedRabbitmq {
  readonly rabbitmq: RabbitmqServer;
  readonly watched: Watched;
}

/** RabbitMQ with the worker `w1@alpha` of one process, and a broker that watches it, for the tests of one file. */
export function watchRabbitmq(): WatchedRabbitmq {
  let rabbitmq: RabbitmqServer | null = null;
  let worker: CeleryWorker | null = null;
  let watched: Watched | null = null;
  const there = <T>(part: T | null): T => {
    if (part === null) throw new Error('RabbitMQ is not set up yet');
    return part;
  };
  beforeAll(async () => {
    rabbitmq = await startRabbitmq();
    worker = await startWorker({ brokerUrl: rabbitmq.url, name: 'w1@alpha', concurrency: 1 });
    watched = watchBroker(brokerOf(rabbitmq));
    await watched.connected();
  });
  afterAll(() =>
    stopAll(
      () => watched?.close(),
      () => worker?.stop(),
      () => rabbitmq?.stop(),
    ),
  );
  return {
    get rabbitmq() {
      return there(rabbitmq);
    },
    get watched() {
      return there(watched);
    },
  };
}

export function brokerOf({ url, managementUrl }: Pick<RabbitmqServer, 'url' | 'managementUrl'>): Broker {
  return openBroker({ url, transport: {}, managementUrl });
}
