import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../flower/ask-both';
import type { FlowerCase } from '../flower/flower-case';
import { BACKENDLESS_CASES } from '../flower/publish-cases';
import { toRow, writeFlowerRow, type FlowerRow } from '../flower/flower-row';
import { startFlower, type FlowerServer } from '../flower/flower-server';
import { sendTasks, startWorker, type CeleryWorker } from '../support/celery-worker';
import { startProgram, temporaryFolder, type Answers, type Program } from '../support/program';
import { startRabbitmq, type RabbitmqServer } from '../support/rabbitmq-server';
import { waitFor } from '../support/redis-server';
import { stopAll } from '../support/stop-all';

const known = { worker: 'w1@compat' };
const folder = temporaryFolder();
let rabbitmq: RabbitmqServer;
let worker: CeleryWorker;
let flower: FlowerServer;
let ours: Program;
let brokerUrl: string;

beforeAll(async () => {
  rabbitmq = await startRabbitmq();
  brokerUrl = `amqp://guest:guest@127.0.0.1:${rabbitmq.port}//`;
  const api = `http://guest:guest@127.0.0.1:${rabbitmq.managementPort}`;
  [worker, flower, ours] = await Promise.all([
    startWorker({ brokerUrl, name: 'w1@compat', concurrency: 1 }),
    startFlower({ brokerUrl, args: [`--broker-api=${api}/api/`], isOpen: true }),
    startProgram({
      brokerUrl,
      dataDir: folder.path,
      args: ['--unauthenticated-api', 'true', '--rabbitmq-management-url', api],
    }),
  ]);
  const isWhole = (w: Answers['worker']): boolean => w.conf !== null && w.registered !== null && w.queues !== null;
  await ours.until('worker', 'w1@compat', isWhole, 'what the worker knows, and that it has no result backend');
});
afterAll(() =>
  stopAll(
    () => worker.kill(),
    () => flower.stop(),
    () => ours.stop(),
    () => rabbitmq.stop(),
    () => folder.remove(),
  ),
);

it('passes on what RabbitMQ says of the queues that workers consume, as Flower does', async () => {
  let last: FlowerRow | null = null;
  await sendTasks(brokerUrl, [{ name: 'scope.add', args: [1, 2] }]);
  const one: FlowerCase = { path: '/api/queues/length' };
  // The management API tells of a queue with all its statistics some seconds after it was made.
  const row = await waitFor(
    async () => {
      for (const { url } of [flower, ours]) await ask(url, { path: '/api/workers?refresh=1' }, known);
      last = toRow(one, await ask(flower.url, one, known), await ask(ours.url, one, known));
      return last.verdict === 'same' && last.ours.includes('message_stats') ? last : null;
    },
    () => `the same answer, not ${JSON.stringify(last)}`,
  );
  writeFlowerRow({ ...row, on: 'rabbitmq' });
  expect(row.ours).toContain('messages_ready: number');
});

describe('without a result backend, a real Flower and we answer the same, or differ on purpose:', () => {
  it.each(BACKENDLESS_CASES.map((one) => [one.method ?? 'GET', one.path, one] as const))(
    '%s %s',
    async (_method, _path, one) => {
      const row = toRow(one, await ask(flower.url, one, known), await ask(ours.url, one, known));
      writeFlowerRow({ ...row, on: 'rabbitmq' });
      expect(row.verdict, `${row.reason}\nFlower: ${row.flower}\nours:   ${row.ours}`).not.toBe('DIFFERENT');
    },
  );
});
