import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requirePython, sendTasks, startWorker, type CeleryWorker } from '../support/celery-worker';
import { startProgram, temporaryFolder, type Answers, type Program } from '../support/program';
import { answersAsFlower } from '../support/flower-publishing';
import { publishes } from '../support/publishing';
import { startRabbitmq, type RabbitmqServer } from '../support/rabbitmq-server';
import { stopAll } from '../support/stop-all';

const folder = temporaryFolder();
let rabbitmq: RabbitmqServer;
let worker: CeleryWorker;
let program: Program;

beforeAll(async () => {
  rabbitmq = await startRabbitmq();
  worker = await startWorker({
    brokerUrl: rabbitmq.url,
    name: 'w1@alpha',
    queues: ['celery', 'globbed', 'matched', 'own', 'topical'],
    settings: { result_backend: 'rpc://' },
    app: { module: 'scope_routes', python: requirePython() },
  });
  program = await startProgram({
    brokerUrl: rabbitmq.url,
    dataDir: folder.path,
    args: ['--unauthenticated-api', 'true'],
  });
  const isWhole = (w: Answers['worker']): boolean => w.conf !== null && w.registered !== null && w.queues !== null;
  await program.until('worker', 'w1@alpha', isWhole, 'the worker');
});
afterAll(() =>
  stopAll(
    () => program.stop(),
    () => worker.stop(),
    () => rabbitmq.stop(),
    () => folder.remove(),
  ),
);

describe('Celeryscope on RabbitMQ sends', () => {
  publishes(() => ({ program }));

  it('and sees answers of the rpc backend to its own tasks only', async () => {
    const [uuid = ''] = await sendTasks(rabbitmq.url, [{ name: 'scope.add', args: [1, 1] }]);
    await program.untilTask(uuid, ({ task }) => task.state === 'SUCCESS', 'its end');
    expect(await program.request(`/api/v1/tasks/${uuid}/result`)).toMatchObject({
      status: 200,
      body: { backend: 'rpc', found: 'not-ours', status: 'PENDING' },
    });
    const answer = await program.post('/api/v1/tasks', { name: 'scope.fail', args: ['no stock'] });
    const own = (answer.body as { uuid: string }).uuid;
    await program.untilTask(own, ({ task }) => task.state === 'FAILURE', 'its end');
    // The answer comes on another way than the event.
    await expect
      .poll(() => program.request(`/api/v1/tasks/${own}/result`))
      .toMatchObject({
        body: { found: 'stored', status: 'FAILURE', result: { exc_type: 'ValueError', exc_message: ['no stock'] } },
      });
    expect(await program.post(`/api/v1/tasks/${own}/abort`)).toMatchObject({ status: 409 });
  });

  it('nothing to a queue or an exchange that is not there', async () => {
    const answers = await Promise.all([
      program.post('/api/v1/tasks', { name: 'routed.plain', queue: 'nowhere' }),
      program.post('/api/v1/tasks', { name: 'routed.plain', exchange: 'nowhere', routingKey: 'x' }),
      program.post('/api/v1/tasks', { name: 'routed.plain', queue: 'topical', routingKey: 'bound.nowhere' }),
    ]);
    expect(answers).toMatchObject([
      { status: 409, body: { code: 'queue_missing' } },
      { status: 409, body: { code: 'exchange_missing' } },
      { status: 409, body: { code: 'unroutable' } },
    ]);
    expect((await rabbitmq.topology()).filter((name) => name.includes('nowhere'))).toEqual([]);
  });
});

describe('as Flower on RabbitMQ', () => answersAsFlower(() => ({ program })));
