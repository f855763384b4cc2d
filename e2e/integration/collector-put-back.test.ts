import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { InFlight } from '@/lib/queues/in-flight';
import type { InFlightList } from '@/lib/queues/in-flight-list';
import type { PutBackAnswer } from '@/lib/queues/put-back';
import { sendTasks, startWorker, type CeleryWorker } from '../support/celery-worker';
import { startProgram, temporaryFolder, type Program } from '../support/program';
import { startRedis, waitFor, type RedisServer } from '../support/redis-server';
import { stopAll } from '../support/stop-all';

const folder = temporaryFolder();
const workers: CeleryWorker[] = [];
let redis: RedisServer;
let program: Program;

beforeAll(async () => {
  redis = await startRedis();
  program = await startProgram({ brokerUrl: redis.url, dataDir: folder.path });
});
afterAll(() =>
  stopAll(
    () => Promise.all(workers.map((worker) => worker.kill())),
    () => program.stop(),
    () => redis.stop(),
    () => folder.remove(),
  ),
);

async function start(name: string, queue: string): Promise<CeleryWorker> {
  const worker = await startWorker({ brokerUrl: redis.url, name, queues: [queue], concurrency: 1 });
  workers.push(worker);
  await program.until('worker', name, ({ stats }) => stats !== null, 'what it says of itself');
  return worker;
}

async function inFlight(queue: string): Promise<InFlightList> {
  const { status, body } = await program.request(`/api/v1/unacked?queue=${queue}`);
  expect(status).toBe(200);
  return body as InFlightList;
}

async function untilInFlight(
  queue: string,
  uuid: string,
  standing: InFlight['standing'],
  as?: InFlight['as'],
): Promise<InFlight> {
  let last: unknown = null;
  return waitFor(
    async () => {
      const list = await inFlight(queue);
      last = list;
      const isIt = (one: InFlight): boolean => one.uuid === uuid && one.standing === standing;
      return list.messages.find((one) => isIt(one) && (as === undefined || one.as === as)) ?? null;
    },
    () => `${uuid} to be ${standing}; last answer: ${JSON.stringify(last)}`,
    120_000,
  );
}

async function putAllBack(all: readonly InFlight[], workerIsDead = false): Promise<readonly PutBackAnswer[]> {
  const { status, body } = await program.post('/api/v1/unacked/put-back', {
    messages: all.map(({ deliveryTag, uuid }) => ({ deliveryTag, uuid })),
    workerIsDead,
    reason: 'it was killed',
  });
  expect(status).toBe(200);
  return (body as { results: PutBackAnswer[] }).results;
}

async function putBack(one: InFlight): Promise<PutBackAnswer> {
  const [result] = await putAllBack([one]);
  if (result === undefined) throw new Error('each message has its result');
  return result;
}

it('gives what a killed worker held to the next one, once, while what lives is refused', async () => {
  const victim = await start('victim@alpha', 'late');
  const gate = join(folder.path, 'gate');
  const [running = '', waiting = ''] = await sendTasks(redis.url, [
    { name: 'scope.late_until', args: [gate], options: { queue: 'late' } },
    { name: 'scope.late_until', args: [gate], options: { queue: 'late' } },
  ]);
  await program.untilTask(running, (t) => t.task.state === 'STARTED', 'its start');
  await program.untilTask(waiting, (t) => t.task.state === 'RECEIVED', 'its receipt');
  const held = await untilInFlight('late', running, 'held');
  expect(held).toMatchObject({ worker: 'victim@alpha', as: 'running', name: 'scope.late_until', queue: 'late' });
  expect(held.returnsAt - held.deliveredAt).toBe(3600);
  expect((await untilInFlight('late', waiting, 'held')).as).toBe('reserved');

  expect(await putBack(held)).toMatchObject({ outcome: 'refused', code: 'held', worker: 'victim@alpha' });
  const refusal = await program.action('refused', running);
  expect(refusal).toMatchObject({ name: 'put-back', reason: 'it was killed' });
  expect(refusal.summary).toBe('Not put back: victim@alpha has it');
  expect(await redis.client.llen('late')).toBe(0);

  await victim.kill();
  // Silent, but not yet known to be gone: it may only be stopped.
  expect(await putBack(held)).toMatchObject({ outcome: 'refused', worker: 'victim@alpha' });
  const left = [await untilInFlight('late', running, 'abandoned'), await untilInFlight('late', waiting, 'abandoned')];
  expect(left[0]).toMatchObject({ worker: 'victim@alpha', as: 'running', reason: 'gone-silent' });

  const [first] = left;
  if (first === undefined) throw new Error('it was found');
  // It may as well be stopped or cut off, which only somebody who looked can know.
  expect(await putBack(first)).toMatchObject({ outcome: 'refused', code: 'may-run', worker: 'victim@alpha' });
  for (const result of await putAllBack(left, true))
    expect(result).toMatchObject({ outcome: 'put-back', code: 'gone-silent', queue: 'late' });
  // The one that was delivered first is at the head, which is the right end.
  expect((await redis.client.lindex('late', -1)) ?? '').toContain(running);
  expect(await putBack(first)).toMatchObject({ outcome: 'gone' });
  expect((await program.action('done', running)).summary).toBe(
    'Put back at the head of late; victim@alpha had taken it',
  );
  expect((await program.action('failed', running)).summary).toContain('no longer there');
  expect((await inFlight('late')).messages).toEqual([]);
  expect(await redis.client.llen('late')).toBe(2);

  await start('next@beta', 'late');
  await program.untilTask(running, (t) => t.task.worker === 'next@beta', 'that it was taken');
  // The one that runs there now is nobody's to put back.
  const again = await untilInFlight('late', running, 'held');
  expect(await putBack(again)).toMatchObject({ outcome: 'refused', code: 'held', worker: 'next@beta' });
  writeFileSync(gate, '');
  for (const uuid of [running, waiting]) {
    const { deliveries } = await program.untilTask(uuid, (t) => t.task.state === 'SUCCESS', 'its end');
    expect(deliveries.map(({ worker, outcome }) => [worker, outcome])).toEqual([
      ['victim@alpha', 'REQUEUED'],
      ['next@beta', 'SUCCESS'],
    ]);
  }
  expect(await redis.client.exists('late', 'unacked', 'unacked_index')).toBe(0);
});

it('refuses what a stopped worker holds that sends no events, even when it does not answer', async () => {
  const worker = await startWorker({
    brokerUrl: redis.url,
    name: 'mute@alpha',
    queues: ['mute'],
    concurrency: 1,
    events: false,
  });
  workers.push(worker);
  await program.until('worker', 'mute@alpha', ({ stats }) => stats !== null, 'what it says of itself');
  const [uuid = ''] = await sendTasks(redis.url, [
    { name: 'scope.late_until', args: [join(folder.path, 'mute')], options: { queue: 'mute' } },
  ]);
  // Only its answers tell what it has, and one may catch it between taking the task and running it.
  const held = await untilInFlight('mute', uuid, 'held', 'running');
  expect(held).toMatchObject({ worker: 'mute@alpha', as: 'running' });
  process.kill(worker.pid, 'SIGSTOP');
  expect(await putBack(held)).toMatchObject({ outcome: 'refused', worker: 'mute@alpha' });
  process.kill(worker.pid, 'SIGCONT');
  expect((await putBack(held)).code).toBe('held');
  expect(await redis.client.llen('mute')).toBe(0);
});

it('says that it is gone when it was acknowledged since the reader looked', async () => {
  const gate = join(folder.path, 'acked');
  await start('quick@alpha', 'quick');
  const [uuid = ''] = await sendTasks(redis.url, [
    { name: 'scope.late_until', args: [gate], options: { queue: 'quick' } },
  ]);
  const seen = await untilInFlight('quick', uuid, 'held');
  writeFileSync(gate, '');
  await program.untilTask(uuid, (t) => t.task.state === 'SUCCESS', 'its end');
  await waitFor(async () => ((await redis.client.hexists('unacked', seen.deliveryTag)) === 0 ? true : null), 'its ack');
  expect(await putBack(seen)).toMatchObject({ outcome: 'gone', code: null });
  expect(await redis.client.llen('quick')).toBe(0);
});
