import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePort, startRedis, waitFor, type RedisServer } from '../support/redis-server';
import { delivers, keepOpened } from '../support/watched-redis';

const opened = keepOpened();
const { open } = opened;
afterEach(() => opened.close());

describe('a connection that goes away', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  it('is noticed at once, told with the time of the next attempt, and found again when the server is back', async () => {
    const watched = open(redis.url);
    await delivers(watched, redis, 'before');
    await redis.kill();
    const lost = await watched.until('lost');
    expect(lost.error).not.toBeNull();
    await expect(watched.broker.queues(['celery'])).rejects.toMatchObject({ name: 'BrokerError' });
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(watched.status()?.since).toBe(lost.since);
    await redis.restart();
    await watched.until('connected', undefined);
    await delivers(watched, redis, 'after');
  });

  it('does not end a control command, which answers after it; closing does', async () => {
    const watched = open(redis.url);
    await watched.until('connected');
    const ping = {
      method: 'ping',
      arguments: {},
      destination: ['late@test'],
      timeoutMs: 30_000,
      expect: ['late@test'],
    };
    const listener = redis.client.duplicate({ lazyConnect: false });
    await listener.subscribe('/0.celery.pidbox');
    const asked = new Promise<string>((resolve) => listener.once('message', (_, text: string) => resolve(text)));
    const answered = watched.broker.control(ping);
    const request = JSON.parse(await asked) as { body: string };
    const { ticket, reply_to: to } = JSON.parse(Buffer.from(request.body, 'base64').toString()) as {
      ticket: string;
      reply_to: { routing_key: string };
    };
    listener.disconnect();
    await redis.client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await watched.until('lost');
    await watched.until('connected');
    await redis.client.lpush(
      `${to.routing_key}.reply.celery.pidbox`,
      JSON.stringify({
        body: Buffer.from('{"late@test": {"ok": Infinity}}').toString('base64'),
        'content-encoding': 'utf-8',
        'content-type': 'application/json',
        headers: { ticket, clock: 1 },
        properties: { body_encoding: 'base64' },
      }),
    );
    expect(await answered).toMatchObject([{ hostname: 'late@test', reply: { ok: null } }]);
    const unanswered = expect(watched.broker.control(ping)).rejects.toMatchObject({ code: 'CLOSED' });
    await watched.close();
    await unanswered;
  });

  it('is noticed when the server freezes and closes nothing', async () => {
    const watched = open(redis.url);
    await watched.until('connected');
    redis.freeze();
    try {
      await watched.until('lost', undefined);
    } finally {
      redis.thaw();
    }
    await watched.until('connected', undefined);
  });
});

/** Waits until this process stood still at no time within so long. */
async function keptTimeFor(ms: number): Promise<void> {
  let since = performance.now();
  for (let looked = since; looked - since < ms;) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const now = performance.now();
    if (now - looked > 200) since = now;
    looked = now;
  }
}

describe('a connection that somebody ends', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  it('was not cut off as too slow, though this process stood still a moment before and has caught up', async () => {
    const watched = open(redis.url);
    await delivers(watched, redis, 'before');
    const until = performance.now() + 800;
    while (performance.now() < until) continue;
    await delivers(watched, redis, 'after');
    // Until it has asked again, and was answered, how late events come.
    await keptTimeFor(3000);
    await redis.client.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    expect((await watched.until('lost')).errorCode).toBe('BROKER_LOST');
  });
});

describe('sentinels', () => {
  let primary: RedisServer;
  let replica: RedisServer;
  let sentinel: RedisServer;

  beforeAll(async () => {
    primary = await startRedis();
    replica = await startRedis({ config: [`replicaof 127.0.0.1 ${primary.port}`] });
    sentinel = await startRedis({
      sentinel: true,
      config: [
        `sentinel monitor mymaster 127.0.0.1 ${primary.port} 1`,
        'sentinel down-after-milliseconds mymaster 1500',
        'sentinel failover-timeout mymaster 5000',
      ],
    });
    await waitFor(async () => {
      const known = (await sentinel.client.call('SENTINEL', 'replicas', 'mymaster')) as unknown[];
      return known.length > 0 || null;
    }, 'the sentinel to know the replica');
    // One that holds nothing yet is not made the new primary.
    await waitFor(
      async () => (await replica.client.info('replication')).includes('master_link_status:up') || null,
      'the replica to hold what the primary does',
    );
  });
  afterAll(async () => {
    await sentinel.stop();
    await replica.stop();
    await primary.stop();
  });

  it('name the primary, and after a failover the new one', async () => {
    const url = `sentinel://127.0.0.1:${await freePort()}/0;sentinel://127.0.0.1:${sentinel.port}/0`;
    const watched = open(url, { masterName: 'mymaster' });
    await delivers(watched, primary, 'first');
    await primary.kill();
    await watched.until('lost');
    await waitFor(async () => {
      const role = (await replica.client.call('ROLE')) as unknown[];
      return role[0] === 'master' || null;
    }, 'the failover');
    await watched.until('connected');
    await delivers(watched, replica, 'second');
  });

  it('must know the name of the master', async () => {
    await open(`sentinel://127.0.0.1:${sentinel.port}/0`).until('lost', 'NO_MASTER_NAME');
    await open(`sentinel://127.0.0.1:${sentinel.port}/0?master_name=other`).until('lost', 'SENTINEL');
  });

  it('are not needed to watch a replica, which says that it takes no control commands', async () => {
    const second = await startRedis({ config: [`replicaof 127.0.0.1 ${replica.port}`] });
    try {
      const watched = open(second.url);
      const status = await watched.until('connected');
      expect(status.limits).toMatchObject({ control: 'READONLY' });
      await expect(
        watched.broker.control({ method: 'ping', arguments: {}, destination: null, timeoutMs: 500, expect: null }),
      ).rejects.toMatchObject({ code: 'READONLY' });
      await waitFor(
        async () => ((await second.client.info('replication')).includes('master_link_status:up') ? true : null),
        'replication',
      );
      await delivers(watched, replica, 'replicated');
    } finally {
      await second.stop();
    }
  });
});
