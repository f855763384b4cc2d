import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { WorkerStatus } from '@/lib/cluster/worker';
import { sendTasks, startWorker, type CeleryWorker } from '../support/celery-worker';
import { startProgram, temporaryFolder, type Program } from '../support/program';
import { startRedis, waitFor, type RedisServer } from '../support/redis-server';
import { stopAll } from '../support/stop-all';

let redis: RedisServer;
let results: RedisServer;
let settings: Readonly<Record<string, unknown>>;
let folder: ReturnType<typeof temporaryFolder>;
let program: Program;

beforeAll(async () => {
  redis = await startRedis();
  // Of its own, since Celery fails a task whose result it can't store.
  results = await startRedis();
  settings = { result_backend: results.url };
});
afterAll(() =>
  stopAll(
    () => redis.stop(),
    () => results.stop(),
  ),
);
beforeEach(async () => {
  await redis.client.flushall();
  folder = temporaryFolder();
  program = await startProgram({ brokerUrl: redis.url, dataDir: folder.path });
});
afterEach(async () => {
  await program.stop();
  folder.remove();
});

const start = (name: string, options = {}): Promise<CeleryWorker> =>
  startWorker({ brokerUrl: redis.url, name, settings, ...options });
const statusOf = async (hostname: string): Promise<WorkerStatus | null> =>
  (await program.get('workers')).workers.find((worker) => worker.hostname === hostname)?.status ?? null;

describe('a broker that goes away', () => {
  it('leaves a gap, takes no worker along, and what ended meanwhile is settled by its stored result', async () => {
    const worker = await start('w1@alpha');
    try {
      const gate = join(folder.path, 'gate');
      const [uuid = ''] = await sendTasks(redis.url, [{ name: 'scope.until', args: [gate] }], settings);
      await program.untilTask(uuid, (t) => t.task.state === 'STARTED', 'its start');
      const seen = new Set<WorkerStatus | null>();
      const watching = new AbortController();
      const look = (async () => {
        while (!watching.signal.aborted) {
          seen.add(await statusOf('w1@alpha'));
          await new Promise((resolve) => setTimeout(resolve, 200));
        }
      })();
      await redis.kill();
      await program.until('status', '', ({ broker }) => broker.state === 'lost', 'the loss');
      expect(await program.request('/api/v1/ready')).toMatchObject({ status: 503, body: { ready: false } });
      const refused = await program.post(`/api/v1/tasks/${uuid}/revoke`);
      expect(refused).toMatchObject({ status: 503, body: { code: 'broker_unavailable' } });
      // The task ends while nobody can tell it.
      writeFileSync(gate, '');
      await waitFor(
        async () => ((await results.client.exists(`celery-task-meta-${uuid}`)) === 1 ? true : null),
        'its stored result',
      );
      expect((await program.get('task', uuid)).task.state).toBe('STARTED');
      await redis.restart();
      const back = await program.until('status', '', ({ broker }) => broker.state === 'connected', 'the return');
      expect(back.collector.gaps).toMatchObject([{ reason: 'broker-lost' }]);
      expect(back.collector.gaps[0]?.to).not.toBeNull();
      const { task, deliveries } = await program.untilTask(
        uuid,
        (t) => t.task.state === 'SUCCESS',
        'its end by its stored result',
      );
      watching.abort();
      await look;
      expect([...seen]).not.toContain('gone');
      expect(task.result).toBe(JSON.stringify(gate));
      expect(deliveries).toMatchObject([{ outcome: 'SUCCESS' }]);
      expect(await program.action('failed', uuid)).toMatchObject({ name: 'revoke' });
      const [again = ''] = await sendTasks(redis.url, [{ name: 'scope.add', args: [1, 2] }], settings);
      await program.untilTask(again, (t) => t.task.state === 'SUCCESS', 'the next task');
    } finally {
      await worker.stop();
    }
  });
});

describe('Celeryscope that is killed in full work', () => {
  it('knows all that ended before, and settles what went on without it', async () => {
    const worker = await start('w2@alpha');
    try {
      const calls = [
        { name: 'scope.nap', args: [600], options: { countdown: 600 } },
        ...Array.from({ length: 100 }, () => ({ name: 'scope.nap', args: [0.1] })),
      ];
      const [later = '', ...uuids] = await sendTasks(redis.url, calls, settings);
      await program.until('tasks', '?q=state:SUCCESS', ({ count }) => count.value >= 10, 'some to end');
      const ended = new Set((await program.get('tasks', '?q=state:SUCCESS&limit=200')).tasks.map(({ uuid }) => uuid));
      await program.kill();
      await new Promise((resolve) => setTimeout(resolve, 1500));
      program = await startProgram({ brokerUrl: redis.url, dataDir: folder.path });
      const first = await program.until('tasks', '?q=state:SUCCESS&limit=200', () => true, 'the list');
      const known = new Set(first.tasks.map(({ uuid }) => uuid));
      expect([...ended].filter((uuid) => !known.has(uuid))).toEqual([]);
      await program.until(
        'tasks',
        '?q=state:SUCCESS&limit=200',
        ({ tasks }) => new Set(tasks.map(({ uuid }) => uuid)).size === uuids.length,
        'all to be settled',
      );
      expect((await program.get('task', later)).task.state).toBe('RECEIVED');
      // Tasks are read from the store, these sums from the newest frame.
      await expect
        .poll(async () => (await program.get('status')).collector)
        .toMatchObject({ running: 0, reserved: 0, scheduled: 1 });
    } finally {
      await worker.stop();
    }
  });
});
