import { io } from 'socket.io-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { StatusView, WorkersView } from '@/lib/api/page-views';
import { sendTasks, startWorker, type CeleryWorker } from '../support/celery-worker';
import { startProgram, temporaryFolder, type Program } from '../support/program';
import { startRedis, waitFor, type RedisServer } from '../support/redis-server';
import { stopAll } from '../support/stop-all';

const folder = temporaryFolder();
let brokers: readonly [RedisServer, RedisServer];
let workers: readonly [CeleryWorker, CeleryWorker];
let program: Program;

const OTHER = '/c/staging';

beforeAll(async () => {
  brokers = [await startRedis(), await startRedis()];
  workers = [
    await startWorker({ brokerUrl: brokers[0].url, name: 'one@prod' }),
    await startWorker({ brokerUrl: brokers[1].url, name: 'two@staging' }),
  ];
  program = await startProgram({
    dataDir: folder.path,
    args: ['--broker-url', `prod=${brokers[0].url}`, '--broker-url', `staging=${brokers[1].url}`],
  });
});
afterAll(() =>
  stopAll(
    () => program.stop(),
    ...[0, 1].map((index) => () => workers[index]?.stop()),
    ...[0, 1].map((index) => () => brokers[index]?.stop()),
    () => folder.remove(),
  ),
);

async function ask<T>(mount: string, path: string): Promise<T> {
  const { body } = await program.request(`${mount}/api/v1/${path}`);
  // What the API answers there is held to its schema by its own tests.
  return body as T;
}

const namesOf = async (mount: string): Promise<string | null> => {
  const { workers: known } = await ask<Partial<WorkersView>>(mount, 'workers');
  return known?.map(({ hostname }) => hostname).join() || null;
};

it('shows each cluster under a path of its own, and nothing of one in the other', async () => {
  expect(await waitFor(() => namesOf(''), 'the worker of the first')).toBe('one@prod');
  expect(await waitFor(() => namesOf(OTHER), 'the worker of the second')).toBe('two@staging');
  expect(program.output()).toContain(`watches prod (redis://127.0.0.1:${brokers[0].port}/0), staging (`);
});

it('tells the pages of each which clusters there are', async () => {
  const links = async (mount: string) => (await ask<StatusView>(mount, 'status')).clusters;
  expect(await links('')).toMatchObject([
    { name: 'prod', href: '/', isCurrent: true, state: 'connected' },
    { name: 'staging', href: `${OTHER}/`, isCurrent: false, state: 'connected' },
  ]);
  expect(await links(OTHER)).toMatchObject([{ isCurrent: false }, { isCurrent: true }]);
});

it('acts on the cluster that it is asked for', async () => {
  const [uuid = ''] = await sendTasks(brokers[1].url, [{ name: 'scope.nap', args: [3600] }]);
  const state = async (mount: string) =>
    (await ask<{ task?: { state: string } }>(mount, `tasks/${uuid}`)).task?.state ?? null;
  await waitFor(async () => (await state(OTHER)) === 'STARTED' || null, 'the start');
  expect(await state('')).toBeNull();
  const { status } = await program.post(`${OTHER}/api/v1/tasks/${uuid}/revoke`, { terminate: true });
  expect(status).toBe(200);
  await waitFor(async () => (await state(OTHER)) === 'REVOKED' || null, 'the end');
  const actions = async (mount: string) => (await ask<{ actions: unknown[] }>(mount, 'actions')).actions.length;
  await waitFor(async () => (await actions(OTHER)) === 1 || null, 'its entry');
  expect(await actions('')).toBe(0);
});

it('feeds the pages of each over a socket of its own', async () => {
  const heard = async (mount: string) => {
    const socket = io(program.url, { path: `${mount}/feed`, transports: ['websocket'], forceNew: true });
    try {
      return await new Promise<string>((resolve, reject) => {
        socket.on('connect_error', reject);
        socket.on('snapshot', (frame: unknown) => resolve(JSON.stringify(frame)));
        socket.on('connect', () => socket.emit('subscribe', 'workers', {}));
      });
    } finally {
      socket.disconnect();
    }
  };
  const [first, second] = await Promise.all([heard(''), heard(OTHER)]);
  expect(first).toContain('one@prod');
  expect(first).not.toContain('two@staging');
  expect(second).toContain('two@staging');
});

it('goes on with one cluster when the broker of the other is away', async () => {
  await brokers[1].kill();
  await waitFor(async () => {
    const { clusters } = await ask<StatusView>('', 'status');
    return clusters[1]?.state === 'lost' || null;
  }, 'that the second is lost');
  expect((await program.request('/api/v1/ready')).status).toBe(200);
  expect((await program.request(`${OTHER}/api/v1/ready`)).status).toBe(503);
  const [uuid = ''] = await sendTasks(brokers[0].url, [{ name: 'scope.add', args: [1, 2] }]);
  await program.untilTask(uuid, ({ task }) => task.state === 'SUCCESS', 'its end');
  await brokers[1].restart();
  await waitFor(
    async () => (await ask<StatusView>(OTHER, 'status')).broker.state === 'connected' || null,
    'its return',
  );
});

it('knows no other cluster', async () => {
  expect((await program.request('/c/none/api/v1/health')).status).toBe(404);
});
