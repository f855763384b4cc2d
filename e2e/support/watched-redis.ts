import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { eventMessage } from './event-message';
import { startRedis, waitFor, type RedisServer } from './redis-server';
import { watch, type Watched } from './watched';

export interface WatchedRedis {
  readonly redis: RedisServer;
  readonly watched: Watched;
}

/** A Redis that is empty when a test begins, and a broker that watches it. */
export function watchRedis(): WatchedRedis {
  let redis: RedisServer | null = null;
  let watched: Watched | null = null;
  const there = <T>(part: T | null): T => {
    if (part === null) throw new Error('Redis is not set up yet');
    return part;
  };
  beforeAll(async () => {
    redis = await startRedis();
  });
  beforeEach(async () => {
    await there(redis).client.flushall();
    watched = watch(there(redis).url);
    await watched.connected();
  });
  afterEach(() => watched?.close());
  afterAll(() => redis?.stop());
  return {
    get redis() {
      return there(redis);
    },
    get watched() {
      return there(watched);
    },
  };
}

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
