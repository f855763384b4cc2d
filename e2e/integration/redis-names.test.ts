import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendTasks, startWorker } from '../support/celery-worker';
import { startRedis, type RedisServer } from '../support/redis-server';
import { watch } from '../support/watched';

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
      const ping = { method: 'ping', arguments: {}, destination: ['w1@test'], timeoutMs: 30_000, expect: ['w1@test'] };
      expect(await watched.broker.control(ping)).toHaveLength(1);
      const [waiting = ''] = await sendTasks(
        url,
        [{ name: 'scope.add', options: { queue: 'unserved', priority: 5 } }],
        settings,
      );
      expect((await watched.broker.findMessage(waiting, 'unserved')).message?.place.in).toBe('queue');
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
