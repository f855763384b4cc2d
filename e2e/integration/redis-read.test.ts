import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { OutgoingTask } from '@/server/brokers/broker';
import { sendTasks, startWorker } from '../support/celery-worker';
import { message } from '../support/redis-message';
import { watch } from '../support/watched';
import { watchRedis } from '../support/watched-redis';

const SEP = '\x06\x16';

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
  const on = watchRedis();

  it('lists the lanes in the order served, with the next to be delivered and the one that waits longest', async () => {
    const [low, high, middle] = [task('celery', 9), task('celery', 0), task('celery', 5)];
    for (const each of [low, high, middle]) await on.watched.broker.publish(each);
    expect(await on.redis.client.llen(`celery${SEP}3`)).toBe(1);
    const [reading] = await on.watched.broker.queues(['celery']);
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
    await on.watched.close();
    await on.redis.client.sadd('app1:_kombu.binding.celery.pidbox', `${SEP}${SEP}w1@test.celery.pidbox`);
    const lost = watch(on.redis.url);
    const told = watch(on.redis.url, { globalKeyprefix: 'app1:' });
    await expect.poll(() => lost.status()?.limits).toEqual({ globalKeyprefix: 'seen app1:' });
    await told.until('connected');
    expect(told.status()?.limits).toEqual({});
    await Promise.all([lost.close(), told.close()]);
  });

  it('reads an empty queue as 0 and says that there is no head', async () => {
    const [reading] = await on.watched.broker.queues(['celery']);
    expect(reading).toMatchObject({ ready: 0, headUuid: null, unknown: { headUuid: 'empty' } });
  });

  it('does not read a huge head', async () => {
    await on.redis.client.lpush('celery', message('huge', { body: Buffer.alloc(3 * 1024 * 1024, 'x') }));
    const [reading] = await on.watched.broker.queues(['celery']);
    expect(reading).toMatchObject({ ready: 1, headUuid: null, unknown: { headUuid: 'not_readable' } });
  });

  it('says that a key of another type is no queue', async () => {
    await on.redis.client.set('celery', 'x');
    const [reading] = await on.watched.broker.queues(['celery']);
    expect(reading).toMatchObject({ ready: null, readyByPriority: null, unknown: { ready: 'not_readable' } });
  });

  it('finds the queues that applications declared among many other keys, and not the control queues', async () => {
    const fill = on.redis.client.pipeline();
    for (let index = 0; index < 15_000; index += 1) fill.set(`celery-task-meta-${index}`, '{}');
    await fill.exec();
    await sendTasks(on.redis.url, [{ name: 'scope.add' }, { name: 'scope.add', options: { queue: 'mail' } }]);
    await on.redis.client.sadd('_kombu.binding.celery.pidbox', `${SEP}${SEP}w1@alpha.celery.pidbox`);
    await on.redis.client.sadd('_kombu.binding.celeryev', `worker.#${SEP}${SEP}celeryev.x`);
    await on.redis.client.sadd('_kombu.binding.news', `${SEP}${SEP}bcast.1`);
    await on.redis.client.sadd('_kombu.binding.topics', `shop.*${SEP}^shop\\..*?$${SEP}shop`);
    const names = (await on.watched.broker.queues(null)).map(({ name }) => name).sort();
    expect(names).toEqual(['celery', 'mail', 'shop']);
  });

  it('reads the oldest of 1,000 delivered messages within the budget and estimates the rest by queue', async () => {
    const fill = on.redis.client.pipeline();
    for (let index = 0; index < 1000; index += 1) {
      const queue = index % 4 === 0 ? 'mail' : 'celery';
      const text = `[${message(`t${index}`, { headers: { redelivered: index === 0, eta: index === 1 ? '2026-11-21T10:00:00' : null } })}, "", "${queue}"]`;
      fill.hset('unacked', `tag-${index}`, text);
      fill.zadd('unacked_index', 1_700_000_000 + index, `tag-${index}`);
    }
    await fill.exec();
    const some = await on.watched.broker.unacked(200);
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
    const all = await on.watched.broker.unacked(5000);
    expect(all).toMatchObject({ total: 1000, truncated: false, byQueue: { mail: 250, celery: 750 } });
    expect(all?.entries.at(-1)?.uuid).toBe('t999');
  });

  it('counts entries that it can not read, and finds the queue of a named exchange', async () => {
    await on.redis.client.sadd('_kombu.binding.shop', `orders${SEP}${SEP}order-queue`, `log.#${SEP}x${SEP}log-queue`);
    const entries = {
      good: `[${message('a', { exchange: 'shop', routingKey: 'orders' })}, "shop", "orders"]`,
      topic: `[${message('b')}, "shop", "log.warn.disk"]`,
      bad: 'not json',
      odd: '{"a": 1}',
      huge: `[${message('c', { body: Buffer.alloc(2 * 1024 * 1024) })}, "", "celery"]`,
    };
    for (const [position, [tag, text]] of Object.entries(entries).entries()) {
      await on.redis.client.hset('unacked', tag, text);
      await on.redis.client.zadd('unacked_index', position + 1, tag);
    }
    await on.redis.client.zadd('unacked_index', 99, 'acknowledged-meanwhile');
    const reading = await on.watched.broker.unacked(100);
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
      await on.redis.client.hset('unacked', `tag-${n}`, `[${message(`id-${n}`, { body })}, "", "celery"]`);
      await on.redis.client.zadd('unacked_index', n + 1, `tag-${n}`);
    }
    const reading = await on.watched.broker.unacked(100);
    const read = reading?.entries.filter(({ uuid }) => uuid !== null).length ?? 0;
    expect(reading?.entries).toHaveLength(40);
    expect(read).toBeGreaterThan(15);
    expect(read).toBeLessThan(23);
  });

  it('finds a message at either end of a long queue and gives up within bounds', async () => {
    const fill = on.redis.client.pipeline();
    for (let index = 0; index < 5000; index += 1) fill.lpush('celery', message(`m${index}`));
    await fill.exec();
    const find = async (uuid: string) => on.watched.broker.findMessage(uuid, 'celery');
    const { message: first } = await find('m0');
    expect(first).toMatchObject({ queue: 'celery', headers: { id: 'm0' }, place: { in: 'queue', ahead: 0 } });
    expect((await find('m4999')).message?.place).toMatchObject({ ahead: 4999 });
    expect((await find('m950')).message?.place).toMatchObject({ ahead: 950 });
    expect(await find('m2500')).toEqual({ message: null, everywhere: false });
  });

  it.each([1, 2, 99, 100, 101, 199, 200, 201, 350])('finds every message of a queue of %i', async (length) => {
    const fill = on.redis.client.pipeline();
    for (let index = 0; index < length; index += 1) fill.lpush('short', message(`s${index}`));
    await fill.exec();
    for (let index = 0; index < length; index += 1) {
      const { message: found } = await on.watched.broker.findMessage(`s${index}`, 'short');
      expect(found?.place, `s${index} of ${length}`).toMatchObject({ in: 'queue', ahead: index });
    }
  });

  it('finds the original of a task that a worker holds, and a copy under a new id runs', async () => {
    const worker = await startWorker({ brokerUrl: on.redis.url, name: 'w1@test' });
    try {
      const args = [{ when: { $: 1 }, text: '한국어 ä' }, [1, [2, [3]]]];
      const [uuid = ''] = await sendTasks(on.redis.url, [
        { name: 'scope.echo', args, kwargs: { k: 'v' }, options: { countdown: 600 } },
      ]);
      await on.watched.untilEvent('task-received', uuid);
      const { message: found } = await on.watched.broker.findMessage(uuid, null);
      expect(found).toMatchObject({
        place: { in: 'unacked', redelivered: false },
        queue: 'celery',
        headers: { task: 'scope.echo' },
      });
      const id = randomUUID();
      await on.watched.broker.publish({
        ...task('celery', 0),
        headers: { ...found?.headers, id, root_id: id, eta: null },
        body: found?.body ?? Buffer.alloc(0),
        correlationId: id,
      });
      const done = await on.watched.untilEvent('task-succeeded', id);
      expect(done['result']).toContain("'k': 'v'");
      expect(done['result']).toContain('한국어 ä');
    } finally {
      await worker.kill();
    }
  });
});
