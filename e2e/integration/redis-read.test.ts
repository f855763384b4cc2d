import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OutgoingTask } from '@/server/brokers/broker';
import { closeEnvelope } from '@/server/brokers/kombu-envelope';
import { runPython, sendTasks, startWorker } from '../support/celery-worker';
import { startRedis, type RedisServer } from '../support/redis-server';
import { watch, type Watched } from '../support/watched';

const SEP = '\x06\x16';

function message(
  id: string,
  change: { headers?: object; routingKey?: string; exchange?: string; body?: Buffer } = {},
): string {
  return closeEnvelope({
    headers: { id, task: 'scope.add', retries: 0, eta: null, ...change.headers },
    properties: {
      correlation_id: id,
      delivery_tag: randomUUID(),
      delivery_info: { exchange: change.exchange ?? '', routing_key: change.routingKey ?? 'celery' },
      priority: 0,
    },
    contentType: 'application/json',
    contentEncoding: 'utf-8',
    body: change.body ?? Buffer.from('[[1,2],{},{}]'),
  });
}

function task(queue: string, priority: number): OutgoingTask {
  const id = randomUUID();
  return {
    queue,
    headers: { id, task: 'scope.add' },
    body: Buffer.from('[[1,2],{},{}]'),
    contentType: 'application/json',
    contentEncoding: 'utf-8',
    correlationId: id,
    replyTo: null,
    priority,
  };
}

describe('what Redis tells of queues and messages', () => {
  let redis: RedisServer;
  let watched: Watched;
  beforeAll(async () => {
    redis = await startRedis();
  });
  beforeEach(async () => {
    await redis.client.flushall();
    watched = watch(redis.url);
    await watched.until('connected');
  });
  afterEach(() => watched.close());
  afterAll(() => redis.stop());

  it('lists the lanes in the order served, with the next to be delivered and the one that waits longest', async () => {
    const [low, high, middle] = [task('celery', 9), task('celery', 0), task('celery', 5)];
    for (const each of [low, high, middle]) await watched.broker.publish(each);
    expect(await redis.client.llen(`celery${SEP}3`)).toBe(1);
    const [reading] = await watched.broker.queues(['celery']);
    expect(reading?.ready).toBe(3);
    expect(reading?.readyByPriority).toEqual([
      { priority: 0, ready: 1 },
      { priority: 3, ready: 1 },
      { priority: 6, ready: 0 },
      { priority: 9, ready: 1 },
    ]);
    expect(reading?.headUuid).toBe(high.correlationId);
    expect(reading?.oldestUuid).toBe(low.correlationId);
    expect(reading).toMatchObject({ unacked: null, consumers: null, unknown: { consumers: 'redis_has_no_consumers' } });
  });

  it('hints at workers under a key prefix that it was not told, without following them', async () => {
    await watched.close();
    await redis.client.sadd('app1:_kombu.binding.celery.pidbox', `${SEP}${SEP}w1@test.celery.pidbox`);
    const lost = watch(redis.url);
    const told = watch(redis.url, { globalKeyprefix: 'app1:' });
    await expect.poll(() => lost.status()?.limits).toEqual({ globalKeyprefix: 'seen app1:' });
    await told.until('connected');
    expect(told.status()?.limits).toEqual({});
    await Promise.all([lost.close(), told.close()]);
  });

  it('reads an empty queue as 0 and says that there is no head', async () => {
    const [reading] = await watched.broker.queues(['celery']);
    expect(reading).toMatchObject({ ready: 0, headUuid: null, unknown: { headUuid: 'empty' } });
  });

  it('does not read a huge head', async () => {
    await redis.client.lpush('celery', message('huge', { body: Buffer.alloc(3 * 1024 * 1024, 'x') }));
    const [reading] = await watched.broker.queues(['celery']);
    expect(reading).toMatchObject({ ready: 1, headUuid: null, unknown: { headUuid: 'not_readable' } });
  });

  it('says that a key of another type is no queue', async () => {
    await redis.client.set('celery', 'x');
    const [reading] = await watched.broker.queues(['celery']);
    expect(reading).toMatchObject({ ready: null, readyByPriority: null, unknown: { ready: 'not_readable' } });
  });

  it('finds the queues that applications declared among many other keys, and not the control queues', async () => {
    const fill = redis.client.pipeline();
    for (let index = 0; index < 15_000; index += 1) fill.set(`celery-task-meta-${index}`, '{}');
    await fill.exec();
    await sendTasks(redis.url, [{ name: 'scope.add' }, { name: 'scope.add', options: { queue: 'mail' } }]);
    await redis.client.sadd('_kombu.binding.celery.pidbox', `${SEP}${SEP}w1@alpha.celery.pidbox`);
    await redis.client.sadd('_kombu.binding.celeryev', `worker.#${SEP}${SEP}celeryev.x`);
    await redis.client.sadd('_kombu.binding.news', `${SEP}${SEP}bcast.1`);
    await redis.client.sadd('_kombu.binding.topics', `shop.*${SEP}^shop\\..*?$${SEP}shop`);
    const names = (await watched.broker.queues(null)).map(({ name }) => name).sort();
    expect(names).toEqual(['celery', 'mail', 'shop']);
  });

  it('reads the oldest of 1,000 delivered messages within the budget and estimates the rest by queue', async () => {
    const fill = redis.client.pipeline();
    for (let index = 0; index < 1000; index += 1) {
      const queue = index % 4 === 0 ? 'mail' : 'celery';
      const text = `[${message(`t${index}`, { headers: { redelivered: index === 0, eta: index === 1 ? '2026-11-21T10:00:00' : null } })}, "", "${queue}"]`;
      fill.hset('unacked', `tag-${index}`, text);
      fill.zadd('unacked_index', 1_700_000_000 + index, `tag-${index}`);
    }
    await fill.exec();
    const some = await watched.broker.unacked(200);
    expect(some).toMatchObject({ total: 1000, truncated: true, byQueue: { mail: 250, celery: 750 } });
    expect(some?.entries).toHaveLength(200);
    expect(some?.entries[0]).toEqual({
      deliveryTag: 'tag-0',
      uuid: 't0',
      name: 'scope.add',
      queue: 'mail',
      deliveredAt: 1_700_000_000,
      redelivered: true,
      eta: null,
      retries: 0,
    });
    expect(some?.entries[1]).toMatchObject({ uuid: 't1', eta: Date.UTC(2026, 10, 21, 10) / 1000, redelivered: false });
    const all = await watched.broker.unacked(5000);
    expect(all).toMatchObject({ total: 1000, truncated: false, byQueue: { mail: 250, celery: 750 } });
    expect(all?.entries.at(-1)?.uuid).toBe('t999');
  });

  it('counts entries that it can not read, and finds the queue of a named exchange', async () => {
    await redis.client.sadd('_kombu.binding.shop', `orders${SEP}${SEP}order-queue`, `log.#${SEP}x${SEP}log-queue`);
    const entries = {
      good: `[${message('a', { exchange: 'shop', routingKey: 'orders' })}, "shop", "orders"]`,
      topic: `[${message('b')}, "shop", "log.warn.disk"]`,
      bad: 'not json',
      odd: '{"a": 1}',
      huge: `[${message('c', { body: Buffer.alloc(2 * 1024 * 1024) })}, "", "celery"]`,
    };
    for (const [position, [tag, text]] of Object.entries(entries).entries()) {
      await redis.client.hset('unacked', tag, text);
      await redis.client.zadd('unacked_index', position + 1, tag);
    }
    await redis.client.zadd('unacked_index', 99, 'acknowledged-meanwhile');
    const reading = await watched.broker.unacked(100);
    expect(reading?.total).toBe(5);
    expect(reading?.entries.map(({ uuid, queue }) => [uuid, queue])).toEqual([
      ['a', 'order-queue'],
      ['b', 'log-queue'],
      [null, null],
      [null, null],
      [null, null],
    ]);
  });

  it('reads no more of large messages at once than its budget, and counts the others', async () => {
    const body = Buffer.alloc(700 * 1024);
    for (let n = 0; n < 40; n += 1) {
      await redis.client.hset('unacked', `tag-${n}`, `[${message(`id-${n}`, { body })}, "", "celery"]`);
      await redis.client.zadd('unacked_index', n + 1, `tag-${n}`);
    }
    const reading = await watched.broker.unacked(100);
    const read = reading?.entries.filter(({ uuid }) => uuid !== null).length ?? 0;
    expect(reading?.entries).toHaveLength(40);
    expect(read).toBeGreaterThan(15);
    expect(read).toBeLessThan(23);
  });

  it('finds a message at either end of a long queue and gives up within bounds', async () => {
    const fill = redis.client.pipeline();
    for (let index = 0; index < 5000; index += 1) fill.lpush('celery', message(`m${index}`));
    await fill.exec();
    expect(await watched.broker.findMessage('m0', 'celery')).toMatchObject({
      foundIn: 'queue',
      queue: 'celery',
      headers: { id: 'm0' },
    });
    expect(await watched.broker.findMessage('m4999', 'celery')).not.toBeNull();
    expect(await watched.broker.findMessage('m950', 'celery')).not.toBeNull();
    expect(await watched.broker.findMessage('m2500', 'celery')).toBeNull();
  });

  it.each([1, 2, 99, 100, 101, 199, 200, 201, 350])('finds every message of a queue of %i', async (length) => {
    const fill = redis.client.pipeline();
    for (let index = 0; index < length; index += 1) fill.lpush('short', message(`s${index}`));
    await fill.exec();
    for (let index = 0; index < length; index += 1) {
      expect(await watched.broker.findMessage(`s${index}`, 'short'), `s${index} of ${length}`).not.toBeNull();
    }
  });

  it('finds the original of a task that a worker holds, and a copy under a new id runs', async () => {
    const worker = await startWorker({ brokerUrl: redis.url, name: 'w1@test' });
    try {
      const args = [{ when: { $: 1 }, text: '한국어 ä' }, [1, [2, [3]]]];
      const [uuid = ''] = await sendTasks(redis.url, [
        { name: 'scope.echo', args, kwargs: { k: 'v' }, options: { countdown: 600 } },
      ]);
      await watched.untilEvent('task-received', uuid);
      const found = await watched.broker.findMessage(uuid, null);
      expect(found).toMatchObject({ foundIn: 'unacked', queue: 'celery', headers: { task: 'scope.echo' } });
      const id = randomUUID();
      await watched.broker.publish({
        ...task('celery', 0),
        headers: { ...found?.headers, id, root_id: id, eta: null },
        body: found?.body ?? Buffer.alloc(0),
        correlationId: id,
      });
      const done = await watched.untilEvent('task-succeeded', id);
      expect(done['result']).toContain("'k': 'v'");
      expect(done['result']).toContain('한국어 ä');
    } finally {
      await worker.kill();
    }
  });
});

describe('names that an application chose', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  const choices: readonly (readonly [string, Record<string, unknown>, Parameters<typeof watch>[1]])[] = [
    ['a key prefix', { broker_transport_options: { global_keyprefix: 'app1:' } }, { globalKeyprefix: 'app1:' }],
    ['no fanout prefix', { broker_transport_options: { fanout_prefix: false } }, { fanoutPrefix: false }],
    [
      'a fanout prefix of its own',
      { broker_transport_options: { fanout_prefix: '/x-{db}.' } },
      { fanoutPrefix: '/x-{db}.' },
    ],
    ['no fanout patterns', { broker_transport_options: { fanout_patterns: false } }, {}],
    [
      'exchanges of its own',
      { event_exchange: 'myev', control_exchange: 'myctl' },
      { eventExchange: 'myev', controlExchange: 'myctl' },
    ],
    [
      'lanes of its own',
      {
        broker_transport_options: { priority_steps: [1, 4, 7], sep: ':', unacked_key: 'un', unacked_index_key: 'uni' },
      },
      { prioritySteps: [1, 4, 7], sep: ':', unackedKey: 'un', unackedIndexKey: 'uni' },
    ],
  ];

  it.each(choices)('are followed as soon as they are known: %s', async (_, settings, transport) => {
    await redis.client.flushall();
    const url = `redis://127.0.0.1:${redis.port}/3`;
    const watched = watch(url);
    const worker = await startWorker({ brokerUrl: url, name: 'w1@test', concurrency: 1, settings });
    try {
      await watched.until('connected');
      watched.broker.adopt(transport ?? {});
      const [uuid = ''] = await sendTasks(
        url,
        [{ name: 'scope.add', args: [1, 1], options: { priority: 5 } }],
        settings,
      );
      await watched.untilEvent('task-succeeded', uuid);
      const ping = { method: 'ping', arguments: {}, destination: ['w1@test'], timeoutMs: 5000, expect: ['w1@test'] };
      expect(await watched.broker.control(ping)).toHaveLength(1);
      const [waiting = ''] = await sendTasks(
        url,
        [{ name: 'scope.add', options: { queue: 'unserved', priority: 5 } }],
        settings,
      );
      expect(await watched.broker.findMessage(waiting, 'unserved')).toMatchObject({ foundIn: 'queue' });
      expect((await watched.broker.queues(null)).map(({ name, ready }) => [name, ready])).toContainEqual([
        'unserved',
        1,
      ]);
      await sendTasks(url, [{ name: 'scope.add', args: [1, 1], options: { countdown: 600 } }], settings);
      await expect.poll(() => watched.broker.unacked(10)).toMatchObject({ total: 1, byQueue: { celery: 1 } });
    } finally {
      await watched.close();
      await worker.kill();
    }
    await redis.client.select(3);
    expect((await redis.client.keys('*celeryscope*')).length).toBe(0);
    const bindings = await redis.client.keys('*_kombu.binding.reply*');
    for (const key of bindings) expect((await redis.client.smembers(key)).join()).not.toContain('celeryscope');
  });
});

describe('a safe monitor', () => {
  it('does not restore delivered messages by asking the workers, where a client of kombu does', async () => {
    const redis = await startRedis();
    const settings = { broker_transport_options: { visibility_timeout: 43_200 } };
    const worker = await startWorker({ brokerUrl: redis.url, name: 'w1@test', settings });
    const watched = watch(redis.url);
    try {
      await watched.until('connected');
      const held = await sendTasks(
        redis.url,
        Array.from({ length: 5 }, () => ({ name: 'scope.add', args: [1, 1], options: { countdown: 7200 } })),
        settings,
      );
      for (const uuid of held) await watched.untilEvent('task-received', uuid);
      const tags = await redis.client.zrange('unacked_index', 0, '-1');
      expect(tags).toHaveLength(5);
      for (const tag of tags) await redis.client.zadd('unacked_index', 'XX', String(Date.now() / 1000 - 4000), tag);

      const stats = { method: 'stats', arguments: {}, destination: null, timeoutMs: 5000, expect: ['w1@test'] };
      for (const method of ['ping', 'stats', 'active', 'scheduled']) {
        expect(await watched.broker.control({ ...stats, method })).toHaveLength(1);
      }
      await watched.broker.queues(null);
      await watched.broker.unacked(100);
      await new Promise((resolve) => setTimeout(resolve, 2000));
      const received = (): number => watched.events().filter((event) => event['type'] === 'task-received').length;
      expect(received()).toBe(5);
      const [reply] = await watched.broker.control(stats);
      expect(reply?.reply).toMatchObject({ prefetch_count: 13 });

      // The same by kombu's own client, with the same server and the same five messages: the trap is real.
      await runPython(
        [
          '-c',
          `from celery import Celery; print(Celery(broker=${JSON.stringify(redis.url)}).control.inspect(timeout=0.5).ping())`,
        ],
        redis.url,
      );
      await expect.poll(received, { timeout: 10_000 }).toBe(10);
    } finally {
      await watched.close();
      await worker.kill();
      await redis.stop();
    }
  });

  it('removes what a killed collector left behind, and nothing of a living one or of another client', async () => {
    const redis = await startRedis();
    const key = '_kombu.binding.reply.celery.pidbox';
    const member = (oid: string): string => [oid, '', `${oid}.reply.celery.pidbox`].join(SEP);
    const [dead, foreign] = [`celeryscope-${randomUUID()}`, randomUUID()];
    await redis.client.sadd(key, member(dead), member(foreign));
    await redis.client.lpush(`${dead}.reply.celery.pidbox`, 'late reply');
    const living = watch(redis.url);
    const second = watch(redis.url);
    try {
      await living.until('connected');
      await living.broker.control({ method: 'ping', arguments: {}, destination: null, timeoutMs: 100, expect: null });
      await expect.poll(() => redis.client.smembers(key)).not.toContain(member(dead));
      await second.until('connected');
      await new Promise((resolve) => setTimeout(resolve, 500));
      const members = await redis.client.smembers(key);
      expect(members).toHaveLength(2);
      expect(members).toContain(member(foreign));
      expect(await redis.client.exists(`${dead}.reply.celery.pidbox`)).toBe(0);
    } finally {
      await living.close();
      await second.close();
      expect(await redis.client.smembers(key)).toEqual([member(foreign)]);
      await redis.stop();
    }
  });

  it('names the right that is missing and goes on with what is allowed', async () => {
    const redis = await startRedis({
      config: [
        'user reader on >p ~* resetchannels &/0.celeryev/* +@read +@connection +psubscribe +punsubscribe -zrange',
        'user blind on >p ~celery* resetchannels +@all',
      ],
    });
    const reader = watch(`redis://reader:p@127.0.0.1:${redis.port}/0`);
    const blind = watch(`redis://blind:p@127.0.0.1:${redis.port}/0`);
    try {
      await reader.until('connected');
      await redis.client.publish('/0.celeryev/worker.heartbeat', message('x'));
      await expect.poll(() => reader.messages.length).toBe(1);
      expect(await reader.broker.queues(['celery'])).toMatchObject([{ ready: 0 }]);
      await expect(reader.broker.unacked(10)).rejects.toMatchObject({
        code: 'NOPERM',
        message: expect.stringContaining('ZRANGE') as string,
      });
      const ping = { method: 'ping', arguments: {}, destination: null, timeoutMs: 200, expect: null };
      await expect(reader.broker.control(ping)).rejects.toMatchObject({ code: 'NOPERM' });
      expect(reader.status()).toMatchObject({ state: 'connected', limits: { unacked: 'NOPERM zrange' } });
      expect(reader.status()?.limits['control']).toMatch(/^NOPERM (brpop|sadd)$/);

      const status = await blind.until('connected');
      expect(status.limits['events']).toBe('NOPERM psubscribe /0.celeryev/*');
      expect(await blind.broker.queues(['celery', 'other'])).toMatchObject([
        { ready: 0 },
        { ready: null, unknown: { ready: 'not_readable' } },
      ]);
    } finally {
      await reader.close();
      await blind.close();
      await redis.stop();
    }
  });
});
