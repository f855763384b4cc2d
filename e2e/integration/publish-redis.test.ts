import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePython, startWorker, type CeleryWorker } from '../support/celery-worker';
import { startProgram, temporaryFolder, type Answers, type Program } from '../support/program';
import { answersAsFlower } from '../support/flower-publishing';
import { publishes } from '../support/publishing';
import { startRedis, type RedisServer } from '../support/redis-server';
import { stopAll } from '../support/stop-all';

const folder = temporaryFolder();
let redis: RedisServer;
let worker: CeleryWorker;
let program: Program;

beforeAll(async () => {
  redis = await startRedis();
  const settings = {
    result_backend: redis.url.replace(/0$/, '1'),
    result_backend_transport_options: { global_keyprefix: 'res' },
    broker_transport_options: { global_keyprefix: 'app1:' },
    result_expires: 600,
  };
  worker = await startWorker({
    brokerUrl: redis.url,
    name: 'w1@alpha',
    queues: ['celery', 'globbed', 'matched', 'own', 'topical'],
    settings,
    app: { module: 'scope_routes', python: requirePython() },
  });
  program = await startProgram({
    brokerUrl: redis.url,
    dataDir: folder.path,
    args: ['--global-keyprefix', 'app1:', '--unauthenticated-api', 'true'],
  });
  const isWhole = (w: Answers['worker']): boolean => w.conf !== null && w.registered !== null && w.queues !== null;
  await program.until('worker', 'w1@alpha', isWhole, 'the worker');
});
afterAll(() =>
  stopAll(
    () => program.stop(),
    () => worker.stop(),
    () => redis.stop(),
    () => folder.remove(),
  ),
);

describe('Celeryscope on Redis sends', () => {
  publishes(() => ({ program }));

  it('what has a priority to the list of that priority, and nothing but kombu’s own envelope', async () => {
    const answer = await program.post('/api/v1/tasks', {
      name: 'routed.plain',
      queue: 'nobody-takes-it',
      priority: 7,
      args: [1],
    });
    expect(answer).toMatchObject({ status: 201, body: { notes: ['no-consumer'] } });
    const [message = ''] = await redis.client.lrange('app1:nobody-takes-it\x06\x166', 0, -1);
    const envelope = JSON.parse(message) as { headers: object; properties: object; body: string };
    expect(envelope.properties).toMatchObject({
      priority: 7,
      delivery_info: { exchange: '', routing_key: 'nobody-takes-it' },
    });
    expect(Buffer.from(envelope.body, 'base64').toString()).toBe(
      '[[1], {}, {"callbacks": null, "errbacks": null, "chain": null, "chord": null}]',
    );
    expect(envelope.headers).toMatchObject({ lang: 'py', task: 'routed.plain', argsrepr: '(1,)', retries: 0 });
    expect(envelope.headers).not.toHaveProperty('celeryscope_retry_of');
  });
});

describe('as Flower on Redis', () => answersAsFlower(() => ({ program })));

describe('an abort', () => {
  const results = async <T>(work: (client: RedisServer['client']) => Promise<T>): Promise<T> => {
    const client = redis.client.duplicate({ db: 1 });
    try {
      return await work(client);
    } finally {
      client.disconnect();
    }
  };

  it('is stored where a task that can be aborted looks for it, for as long as results are kept', async () => {
    const sent = await program.post('/api/v1/tasks', { name: 'routed.plain', countdown: 600 });
    const { uuid } = sent.body as { uuid: string };
    expect(await program.post(`/api/v1/tasks/${uuid}/abort`)).toMatchObject({
      status: 200,
      body: { outcome: 'aborted' },
    });
    expect(await program.request(`/api/v1/tasks/${uuid}/result`)).toMatchObject({
      body: { found: 'stored', status: 'ABORTED', result: null, backend: 'redis' },
    });
    expect(await results((client) => client.ttl(`res_celery-task-meta-${uuid}`))).toBeGreaterThan(500);
  });

  it('leaves the result of a task that has ended', async () => {
    const sent = await program.post('/api/v1/tasks', { name: 'routed.plain' });
    const { uuid } = sent.body as { uuid: string };
    await program.untilTask(uuid, ({ task }) => task.state === 'SUCCESS', 'its end');
    expect(await program.post(`/api/v1/tasks/${uuid}/abort`)).toMatchObject({
      body: { outcome: 'ended', status: 'SUCCESS' },
    });
    expect(await program.request(`/api/v1/tasks/${uuid}/result`)).toMatchObject({ body: { status: 'SUCCESS' } });
    expect(await program.action('failed', uuid)).toMatchObject({ name: 'abort-task' });
  });
});
