import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backendOf } from '../support/opened-backend';
import { sendTasks, startWorker, type CeleryWorker } from '../support/celery-worker';
import { startRedis, type RedisServer } from '../support/redis-server';
import { watch, type Watched } from '../support/watched';

describe('the Redis result backend', () => {
  let redis: RedisServer;
  let worker: CeleryWorker;
  let watched: Watched;
  const settings = (): Record<string, unknown> => ({
    result_backend: `redis://127.0.0.1:${redis.port}/1`,
    result_extended: true,
    task_track_started: true,
    result_backend_transport_options: { global_keyprefix: 'res1' },
  });

  beforeAll(async () => {
    redis = await startRedis();
    worker = await startWorker({ brokerUrl: redis.url, name: 'w1@test', settings: settings() });
    watched = watch(redis.url);
    await watched.until('connected');
  });
  afterAll(async () => {
    await watched.close();
    await worker.kill();
    await redis.stop();
  });

  it('gives states, results and real arguments, and leaves out what is not there', async () => {
    const [done = '', failed = '', running = ''] = await sendTasks(
      redis.url,
      [
        { name: 'scope.echo', args: [1, ['ä']], kwargs: { k: null } },
        { name: 'scope.fail', args: ['no stock'] },
        { name: 'scope.nap', args: [600] },
      ],
      settings(),
    );
    await watched.untilEvent('task-succeeded', done);
    await watched.untilEvent('task-failed', failed);
    await watched.untilEvent('task-started', running);
    const backend = backendOf(`redis://127.0.0.1:${redis.port}/1`, settings());
    const read = () => backend.read([done, failed, running, 'never-seen', done]);
    // A process of the pool writes that it started, and its worker tells that without waiting for it.
    await expect.poll(async () => [...(await read()).keys()].sort()).toEqual([done, failed, running].sort());
    const results = await read();
    expect(results.get(done)).toMatchObject({
      status: 'SUCCESS',
      name: 'scope.echo',
      args: [1, ['ä']],
      kwargs: { k: null },
      worker: 'w1@test',
      retries: 0,
      queue: 'celery',
      result: { args: [1, ['ä']], kwargs: { k: null } },
    });
    expect(results.get(done)?.doneAt).toBeGreaterThan(Date.now() / 1000 - 60);
    expect(results.get(failed)).toMatchObject({ status: 'FAILURE', result: { exc_type: 'ValueError' } });
    expect(results.get(failed)?.traceback).toContain('no stock');
    expect(results.get(running)).toMatchObject({ status: 'STARTED', doneAt: null });
    await backend.close();
  });

  it('leaves out pickles, foreign keys and results of more than 4 MB', async () => {
    const client = redis.client.duplicate({ db: 2 });
    await client.set('celery-task-meta-pickle', Buffer.from([0x80, 5, 0x4b, 3, 0x2e]));
    await client.set('celery-task-meta-foreign', '{"status": "SUCCESS", "task_id": "another"}');
    await client.set('celery-task-meta-huge', `{"status": "SUCCESS", "result": "${'x'.repeat(5 * 1024 * 1024)}"}`);
    await client.lpush('celery-task-meta-list', 'x');
    await client.set(
      'celery-task-meta-nan',
      '{"status": "SUCCESS", "result": NaN, "date_done": "2026-11-21T10:00:00", "task_id": "nan"}',
    );
    const backend = backendOf(`redis://127.0.0.1:${redis.port}/2`, {});
    const results = await backend.read(['pickle', 'foreign', 'huge', 'list', 'nan']);
    expect([...results]).toMatchObject([['nan', { result: null, doneAt: Date.UTC(2026, 10, 21, 10) / 1000 }]]);
    await backend.close();
    client.disconnect();
  });

  it('rejects while its server is down, without asking again for a while, and says so without the password', async () => {
    const backend = backendOf('redis://:hunter2@127.0.0.1:1/0', {});
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const error = await backend.read(['x']).catch((failure: unknown) => failure);
      expect(error).toMatchObject({ name: 'BrokerError', code: 'ECONNREFUSED' });
      expect(String(error)).not.toContain('hunter2');
    }
    await backend.close();
  });

  it('says of what it leaves out what it is, without opening it', async () => {
    const client = redis.client.duplicate({ db: 2 });
    await client.set('celery-task-meta-pickled', Buffer.from([0x80, 5, 0x4b, 3, 0x2e]));
    await client.set('celery-task-meta-long', 'x'.repeat(5 * 1024 * 1024));
    const backend = backendOf(`redis://127.0.0.1:${redis.port}/2`, {});
    expect(await backend.unread?.('pickled')).toEqual({ format: 'pickle', bytes: 5 });
    expect(await backend.unread?.('long')).toEqual({ format: 'large', bytes: 5 * 1024 * 1024 });
    expect(await backend.unread?.('nowhere')).toBeNull();
    expect(await backend.abort?.('pickled')).toEqual({ outcome: 'ended', status: 'UNKNOWN' });
    expect(await client.strlen('celery-task-meta-pickled')).toBe(5);
    await backend.close();
    client.disconnect();
  });
});
