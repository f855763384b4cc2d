import { afterAll, beforeAll, expect, it } from 'vitest';
import { sendTasks, startWorker, type CeleryWorker } from '../support/celery-worker';
import { startProgram, temporaryFolder, type Program } from '../support/program';
import { startRabbitmq, type RabbitmqServer } from '../support/rabbitmq-server';
import { stopAll } from '../support/stop-all';

const W1 = 'w1@alpha';
const folder = temporaryFolder();
let rabbitmq: RabbitmqServer;
let worker: CeleryWorker;
let program: Program;

beforeAll(async () => {
  rabbitmq = await startRabbitmq();
  worker = await startWorker({ brokerUrl: rabbitmq.url, name: W1, concurrency: 1 });
  program = await startProgram({ brokerUrl: rabbitmq.url, dataDir: folder.path });
  await program.until('worker', W1, ({ stats, queues }) => stats !== null && queues !== null, 'the worker');
});
afterAll(() =>
  stopAll(
    () => program.stop(),
    () => worker.stop(),
    () => rabbitmq.stop(),
    () => folder.remove(),
  ),
);

const tell = (what: string, body: object = {}) => program.post(`/api/v1/workers/w1%40alpha/${what}`, body);
const accepted = { status: 200, body: { answers: [{ from: W1, outcome: 'ok' }] } };
const takes = (expected: readonly string[]) =>
  program.until('worker', W1, ({ queues }) => [...(queues ?? [])].sort().join() === expected.join(), expected.join());

it('adds a consumer, makes the worker quiet and lets it take again', async () => {
  expect(await tell('consumers/add', { queue: 'extra' })).toMatchObject(accepted);
  await takes(['celery', 'extra']);
  expect(await tell('quiet')).toMatchObject(accepted);
  await takes([]);
  const [uuid = ''] = await sendTasks(rabbitmq.url, [{ name: 'scope.add', args: [1, 2], options: { queue: 'extra' } }]);
  expect(await tell('unquiet')).toMatchObject(accepted);
  await takes(['celery', 'extra']);
  await program.untilTask(uuid, ({ task }) => task.state === 'SUCCESS', 'its run');
});

it('adds no queue that the worker would declare otherwise, for it would end', async () => {
  const url = `http://127.0.0.1:${rabbitmq.managementPort}/api`;
  const put = (path: string, body: object) =>
    fetch(`${url}/${path}`, {
      method: 'PUT',
      headers: {
        authorization: `Basic ${Buffer.from('guest:guest').toString('base64')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
    });
  expect((await put('queues/%2f/prio', { durable: true, arguments: { 'x-max-priority': 5 } })).ok).toBe(true);
  expect((await put('queues/%2f/plain', { durable: true })).ok).toBe(true);
  expect((await put('exchanges/%2f/topical', { type: 'topic', durable: true })).ok).toBe(true);
  for (const queue of ['prio', 'topical'])
    expect(await tell('consumers/add', { queue })).toMatchObject({ status: 409, body: { code: 'queue_differs' } });
  expect(await tell('consumers/add', { queue: 'plain' })).toMatchObject(accepted);
  await takes(['celery', 'extra', 'plain']);
});

it('sees a worker stop that was told to', async () => {
  expect(await tell('shutdown')).toMatchObject({ ...accepted, body: { summary: 'It stops' } });
});
