import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRedisLook } from '@/server/backends/redis-look';
import { createRedisBindings } from '@/server/brokers/redis-bindings';
import { findRedisGroup } from '@/server/brokers/redis-find-group';
import { redisNames } from '@/server/brokers/redis-names';
import { createRedisServerReader } from '@/server/brokers/redis-server-reading';
import { defaultTransportOptions } from '@/server/brokers/transport-options';
import { startRedis, type RedisServer } from '../support/redis-server';

let server: RedisServer;
const names = redisNames(defaultTransportOptions, 0, false);
const SEP = defaultTransportOptions.sep;

beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

it('reads the memory of the server and finds reply lists, bound or not', async () => {
  const { client } = server;
  await client.config('SET', 'maxmemory', '64mb', 'maxmemory-policy', 'allkeys-lru');
  await client.rpush('left.reply.celery.pidbox', 'a', 'b');
  await client.rpush('unbound.reply.celery.pidbox', 'a');
  await client.sadd(names.replyBindingKey, `left${SEP}${SEP}left.reply.celery.pidbox`, `idle${SEP}${SEP}x`);
  const reading = await createRedisServerReader(() => 5).read(client, names);
  expect(reading).toMatchObject({
    at: 5,
    policy: 'allkeys-lru',
    maxBytes: 64 * 1024 * 1024,
    evictedKeys: 0,
    appends: true,
    savedAt: null,
    startedEmpty: true,
    replyBindings: 2,
    replies: [
      { key: 'left.reply.celery.pidbox', messages: 2 },
      { key: 'unbound.reply.celery.pidbox', messages: 1 },
    ],
  });
  expect(reading.runId).toHaveLength(40);
  expect(reading.replies?.[0]?.bytes).toBeGreaterThan(0);
});

it('knows nothing of what an ACL forbids, and goes on', async () => {
  await server.client.acl('SETUSER', 'narrow', 'on', '>narrow', '~*', '&*', '+ping', '+select', '+llen', '+scard');
  const narrow = new Redis({ port: server.port, username: 'narrow', password: 'narrow', enableReadyCheck: false });
  const reading = await createRedisServerReader(() => 5).read(narrow, names);
  expect(reading).toMatchObject({ runId: null, policy: null, evictedKeys: null, replies: null, replyBindings: 2 });
  narrow.disconnect();
});

it('looks into a result backend without reading a result, and counts chords', async () => {
  const client = server.client.duplicate({ db: 1 });
  await client.set('celery-task-meta-kept', '{}');
  await client.set('celery-task-meta-brief', '{}', 'EX', 500);
  await client.set('celery-taskset-meta-g.s', '3', 'EX', 900);
  await client.zadd('celery-taskset-meta-g.j', 0, '[1, "one-1", "SUCCESS", "secret"]', 2, '[1, "three", "SUCCESS", 7]');
  await client.set('other', 'x');
  const reading = await createRedisLook('')(client);
  expect(reading).toMatchObject({
    keys: 5,
    looked: 5,
    results: 2,
    chords: [{ groupId: 'g', size: 3, done: 2, missing: [1], endedPart: 'one-1' }],
  });
  const expiries = new Map(reading.sample.map(({ uuid, expiresInSeconds }) => [uuid, expiresInSeconds]));
  expect(expiries.get('kept')).toBeNull();
  expect(expiries.get('brief')).toBeGreaterThan(400);
  await client.quit();
});

it('reads no more of a queue with large messages than it may, looking for a group', async () => {
  const client = server.client.duplicate({ db: 2 });
  await client.sadd('_kombu.binding.large', `large${SEP}${SEP}large`);
  for (let index = 0; index < 40; index += 1) await client.lpush('large', 'x'.repeat(1024 * 1024));
  const sent = async (): Promise<number> =>
    Number(/total_net_output_bytes:(\d+)/.exec(await server.client.info('stats'))?.[1]);
  const before = await sent();
  const bindings = createRedisBindings(() => names);
  expect(await findRedisGroup(client, names, bindings, 'g')).toEqual({ found: [], everywhere: false });
  expect((await sent()) - before).toBeLessThan(13 * 1024 * 1024);
  await client.flushdb();
  await client.quit();
});

it('finds the parts of a group in a queue and among the unacknowledged', async () => {
  const { client } = server;
  const message = (id: string, group: string, index: number) => ({
    body: Buffer.from('[[], {}, {}]').toString('base64'),
    'content-type': 'application/json',
    'content-encoding': 'utf-8',
    headers: { id, task: 'shop.part', group, group_index: index },
    properties: { body_encoding: 'base64', delivery_tag: id, delivery_info: { exchange: '', routing_key: 'mail' } },
  });
  await client.sadd('_kombu.binding.mail', `mail${SEP}${SEP}mail`);
  await client.lpush('mail', JSON.stringify(message('a', 'g', 0)), JSON.stringify(message('b', 'other', 0)));
  await client.hset('unacked', 'c', JSON.stringify([message('c', 'g', 1), '', 'mail']));
  await client.zadd('unacked_index', 1000, 'c');
  const { found, everywhere } = await findRedisGroup(
    client,
    names,
    createRedisBindings(() => names),
    'g',
  );
  expect(everywhere).toBe(true);
  expect(found).toEqual([
    { uuid: 'a', name: 'shop.part', index: 0, queue: 'mail', in: 'queue' },
    { uuid: 'c', name: 'shop.part', index: 1, queue: 'mail', in: 'unacked' },
  ]);
});
