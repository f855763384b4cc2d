import { join } from 'node:path';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sendTasks, startWorker, type CeleryWorker } from '../support/celery-worker';
import { startProgram, temporaryFolder, type Program } from '../support/program';
import { startRedis, type RedisServer } from '../support/redis-server';
import { stopAll } from '../support/stop-all';

const folder = temporaryFolder();
let redis: RedisServer;
let worker: CeleryWorker;
let program: Program;

beforeAll(async () => {
  redis = await startRedis();
  program = await startProgram({ brokerUrl: redis.url, dataDir: join(folder.path, 'data') });
  await program.until('status', '', ({ broker }) => broker.state === 'connected', 'the connection');
  worker = await startWorker({ brokerUrl: redis.url, name: 'w@stop', concurrency: 2 });
});
afterAll(() =>
  stopAll(
    () => program.stop(),
    () => worker.kill(),
    () => redis.stop(),
    () => folder.remove(),
  ),
);

it('keeps each row that anybody saw when it is stopped under load, and tells whoever looks', async () => {
  const socket = io(program.url, { path: '/feed', transports: ['websocket'], reconnection: false });
  const goodbye = new Promise<string>((resolve) => socket.on('disconnect', resolve));
  await new Promise<void>((resolve) => socket.on('connect', resolve));
  const calls = Array.from({ length: 2_000 }, (_, n) => ({ name: 'scope.add', args: [n, n], options: {} }));
  const sending = sendTasks(redis.url, calls);
  await program.until('tasks', '?q=state:SUCCESS&limit=500', ({ tasks }) => tasks.length >= 200, 'ended tasks');
  const { tasks: seen } = await program.get('tasks', '?q=state:SUCCESS&limit=500');
  // Asked before the stop, answered by the server that is being stopped.
  const underWay = program.request('/api/v1/tasks?limit=500').then(({ status }) => status);
  const stopped = program.stop();
  expect([200, 503]).toContain(await underWay.catch(() => 503));
  expect(await stopped).toBe(0);
  expect(await goodbye).toBe('io server disconnect');
  expect(program.output()).not.toMatch(/"level":[56]0/);

  const uuids = await sending;
  program = await startProgram({ brokerUrl: redis.url, dataDir: join(folder.path, 'data') });
  await program.until('status', '', ({ broker }) => broker.state === 'connected', 'the connection');
  for (const { uuid } of seen) expect((await program.get('task', uuid)).task.state).toBe('SUCCESS');
  expect(uuids).toEqual(expect.arrayContaining(seen.map(({ uuid }) => uuid)));
});
