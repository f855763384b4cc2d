import { eventMessage } from './event-message';
import { waitFor, type RedisServer } from './redis-server';
import { watch, type Watched } from './watched';

export interface OpenedBrokers {
  readonly open: typeof watch;
  close(): Promise<void>;
}

/** Opens brokers, and closes all of them together. */
export function keepOpened(): OpenedBrokers {
  const opened: Watched[] = [];
  return {
    open(...args) {
      const watched = watch(...args);
      opened.push(watched);
      return watched;
    },
    async close() {
      await Promise.all(opened.splice(0).map((watched) => watched.close()));
    },
  };
}

/** Waits until a heartbeat that is published there comes here. */
export async function delivers(watched: Watched, redis: RedisServer, hostname: string): Promise<void> {
  await watched.connected();
  await redis.client.publish('/0.celeryev/worker.heartbeat', eventMessage({ type: 'worker-heartbeat', hostname }));
  await waitFor(() => watched.events().find((event) => event['hostname'] === hostname) ?? null, `event ${hostname}`);
}
