import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { runPython, sendTasks, startWorker } from '../support/celery-worker';
import { message } from '../support/redis-message';
import { startRedis } from '../support/redis-server';
import { watch } from '../support/watched';

const SEP = '\x06\x16';

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

      const stats = { method: 'stats', arguments: {}, destination: null, timeoutMs: 30_000, expect: ['w1@test'] };
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
      await expect.poll(received).toBe(10);
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
