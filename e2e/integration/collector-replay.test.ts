import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TaskRow } from '@/lib/api/views';
import { sendTasks, startWorker } from '../support/celery-worker';
import { runProgram, spawnProgram, startProgram, temporaryFolder, type Answers } from '../support/program';
import { startRedis, waitFor } from '../support/redis-server';
import { watch } from '../support/watched';

const folder = temporaryFolder();
const file = join(folder.path, 'shop.jsonl');
let uuids: string[] = [];
const LAST_STATES = ['SUCCESS', 'FAILURE', 'SUCCESS', 'RECEIVED'];

beforeAll(async () => {
  const redis = await startRedis();
  const recording = spawnProgram(['record', file, '--broker-url', redis.url]);
  await waitFor(
    () => (recording.output().includes('connected') ? true : null),
    () => recording.output(),
  );
  const watched = watch(redis.url);
  await watched.connected();
  const worker = await startWorker({ brokerUrl: redis.url, name: 'w1@alpha' });
  uuids = await sendTasks(redis.url, [
    { name: 'scope.nap', args: [2] },
    { name: 'scope.fail', args: ['x'] },
    { name: 'scope.flaky', args: [1] },
    { name: 'scope.nap', args: [600], options: { countdown: 600 } },
  ]);
  const [nap = '', failed = '', flaky = '', later = ''] = uuids;
  await watched.untilEvent('task-succeeded', nap);
  await watched.untilEvent('task-failed', failed);
  await watched.untilEvent('task-succeeded', flaky);
  await watched.untilEvent('task-received', later);
  const beats = (): number => watched.events().filter(({ type }) => type === 'worker-heartbeat').length;
  const before = beats();
  // By the second heartbeat the recorder has what came before the first.
  await waitFor(() => (beats() > before + 1 ? true : null), 'two heartbeats');
  await watched.close();
  recording.signal('SIGTERM');
  expect(await recording.exited, recording.output()).toBe(0);
  expect(recording.output()).toMatch(/Recorded \d+ messages, \d+ bytes\.\n$/);
  await worker.stop();
  await redis.stop();
});
afterAll(() => folder.remove());

function brief({ name, state, worker, retries, deliveries, runtimeSeconds }: TaskRow): unknown {
  return { name, state, worker, retries, deliveries, ran: Math.round(runtimeSeconds ?? -1) };
}

describe('a recording', () => {
  it.each(['1', '4', 'max'])('plays at speed %s with the same end', async (speed) => {
    const program = await startProgram({
      dataDir: join(folder.path, speed),
      args: ['--replay', file, '--speed', speed],
    });
    try {
      const hasEnded = ({ broker }: Answers['status']): boolean => broker.state === 'ended';
      const ended = await program.until('status', '', hasEnded, 'its end', 180_000);
      expect(ended.broker).toMatchObject({ kind: 'replay', url: 'replay:shop.jsonl', error: null });
      expect(await program.request('/api/v1/ready')).toMatchObject({ status: 200 });
      // The end is told before what came last is stored.
      const isLast = ({ tasks: some }: Answers['tasks']): boolean =>
        uuids.every((uuid, index) => some.find((task) => task.uuid === uuid)?.state === LAST_STATES[index]);
      const { tasks, count } = await program.until('tasks', '', isLast, 'its tasks as they were in the end');
      expect(count.value).toBe(uuids.length);
      const byUuid = new Map(tasks.map((task) => [task.uuid, brief(task)]));
      expect(uuids.map((uuid) => byUuid.get(uuid))).toMatchObject([
        { name: 'scope.nap', state: 'SUCCESS', worker: 'w1@alpha', deliveries: 1, ran: 2 },
        { name: 'scope.fail', state: 'FAILURE', worker: 'w1@alpha', deliveries: 1 },
        { name: 'scope.flaky', state: 'SUCCESS', worker: 'w1@alpha', retries: 1, deliveries: 2 },
        { name: 'scope.nap', state: 'RECEIVED', worker: 'w1@alpha', deliveries: 1 },
      ]);
      const now = Date.now() / 1000;
      for (const task of tasks) expect(Math.abs(now - task.updatedAt)).toBeLessThan(60);
      const { workers } = await program.get('workers');
      expect(workers).toMatchObject([{ hostname: 'w1@alpha', status: 'idle', scheduled: 1 }]);
      expect(await program.findings()).toEqual([]);
      expect(await program.post(`/api/v1/tasks/${uuids[3] ?? ''}/revoke`)).toMatchObject({ status: 503 });
    } finally {
      expect(await program.stop()).toBe(0);
    }
  });

  it('that is missing or can not be made says so in one line', async () => {
    const run = await runProgram(['record', '/no/such/folder/x.jsonl', '--broker-url', 'redis://127.0.0.1:1/0']);
    expect(run.code).toBe(1);
    expect(run.output).toContain('/no/such/folder/x.jsonl');
    expect(existsSync('/no/such/folder')).toBe(false);
    const missing = await runProgram([
      '--replay',
      '/no/such.jsonl',
      '--data-dir',
      join(folder.path, 'x'),
      '--port',
      '0',
    ]);
    expect(missing.code).not.toBe(0);
    expect(missing.output).toBe(
      "celeryscope: --replay /no/such.jsonl: can't be read (ENOENT); celeryscope record FILE makes a recording.\n",
    );
  });
});
