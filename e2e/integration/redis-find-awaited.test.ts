import { describe, expect, it } from 'vitest';
import { runPython, sendTasks } from '../support/celery-worker';
import { message } from '../support/redis-message';
import { watchRedis } from '../support/watched-redis';

describe('what will send a task that was not sent yet', () => {
  const on = watchRedis();
  const find = async (uuid: string) => (await on.watched.broker.findAwaited?.(uuid)) ?? [];

  it('is found in the parts of its chord, with their places', async () => {
    const settings = { result_backend: on.redis.url.replace(/\/0$/, '/1') };
    const body = (await runPython(['chord.py', 'celery', 'other'], on.redis.url, settings)).trim();
    const parts = (await find(body)).toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0));
    expect(parts).toMatchObject([
      { name: 'scope.add', queue: 'celery', in: 'queue', as: 'chord', index: 0 },
      { name: 'scope.add', queue: 'celery', as: 'chord', index: 1 },
      { name: 'scope.add', queue: 'other', as: 'chord', index: 2 },
    ]);
    expect(new Set(parts.map(({ groupId }) => groupId)).size).toBe(1);
    expect(parts[0]?.groupId).toMatch(/^[\da-f-]{36}$/);
  });

  it('is found in what precedes it in a chain, and in what calls it', async () => {
    const [second = '', third = '', called = '', failed = ''] = (await runPython(['chain.py', 'celery'], on.redis.url))
      .trim()
      .split('\n');
    expect(await find(second)).toMatchObject([{ name: 'scope.add', as: 'chain', index: null, groupId: null }]);
    expect(await find(third)).toMatchObject([{ name: 'scope.add', as: 'chain' }]);
    expect(await find(called)).toMatchObject([{ name: 'scope.echo', as: 'callback' }]);
    expect(await find(failed)).toMatchObject([{ name: 'scope.echo', as: 'errback' }]);
  });

  it('is not a task that only has its id among its arguments, nor one that can’t be read', async () => {
    const id = '6f1c4c2e-8d0e-4b7e-9a35-2f1d8e60b9c4';
    await sendTasks(on.redis.url, [{ name: 'scope.echo', args: [id, { chain: id }] }]);
    await on.redis.client.lpush('celery', message('odd', { body: Buffer.from(`"${id}" {`) }));
    expect(await find(id)).toEqual([]);
  });

  it('is found wherever it stands in a body', async () => {
    await sendTasks(on.redis.url, [{ name: 'scope.add', args: [1, 2] }]);
    for (let before = 0; before < 6; before += 1) {
      const id = `later-${before}`;
      const pad = 'x'.repeat(before);
      const body = Buffer.from(JSON.stringify([[pad], {}, { chain: [{ options: { task_id: id } }] }]));
      await on.redis.client.lpush('celery', message(`first-${before}`, { body }));
      expect(await find(id), String(before)).toMatchObject([{ uuid: `first-${before}`, as: 'chain' }]);
    }
  });

  it('is found in a queue that was made after the last look', async () => {
    await sendTasks(on.redis.url, [{ name: 'scope.add', args: [1, 2] }]);
    expect(await on.watched.broker.queues(null)).toHaveLength(1);
    const [second = ''] = (await runPython(['chain.py', 'young'], on.redis.url)).trim().split('\n');
    await expect.poll(() => find(second)).toMatchObject([{ queue: 'young' }]);
  });
});
