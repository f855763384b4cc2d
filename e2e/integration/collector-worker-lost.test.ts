import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sendTasks, startWorker, type CeleryWorker } from '../support/celery-worker';
import { startProgram, temporaryFolder, type Program } from '../support/program';
import { startRedis, type RedisServer } from '../support/redis-server';
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
    () => Promise.all(workers.map((worker) => worker.stop())),
    () => program.stop(),
    () => redis.stop(),
    () => folder.remove(),
  ),
);

async function start(name: string, visibilitySeconds: number): Promise<CeleryWorker> {
  const settings = { broker_transport_options: { visibility_timeout: visibilitySeconds } };
  const worker = await startWorker({ brokerUrl: redis.url, name, settings });
  workers.push(worker);
  await program.until('worker', name, ({ stats }) => stats !== null, 'what it says of itself');
  return worker;
}

it('shows a killed worker as gone; what it ran is lost, or kept for who comes next where it was to be acknowledged late', async () => {
  const victim = await start('victim@alpha', 3600);
  const gate = join(folder.path, 'gate');
  const [early = '', late = ''] = await sendTasks(redis.url, [
    { name: 'scope.nap', args: [3600] },
    { name: 'scope.late_until', args: [gate] },
  ]);
  for (const uuid of [early, late]) await program.untilTask(uuid, (t) => t.task.state === 'STARTED', 'its start');
  await victim.kill();
  const gone = await program.until('worker', 'victim@alpha', (w) => w.status === 'gone', 'that it is gone');
  expect(gone.statusReason).toBe('no-reply');
  const lost = await program.untilTask(early, (t) => t.task.state === 'LOST', 'that it is lost');
  expect(lost.task.stateReason).toBe('worker-lost');
  const kept = await program.untilTask(late, (t) => t.task.stateReason !== null, 'what becomes of it');
  expect(kept.task).toMatchObject({ state: 'STARTED', stateReason: 'held-by-gone-worker' });
  expect((await program.get('status')).collector).toMatchObject({ workersUp: 0, slots: 0 });

  // kombu gives unacknowledged messages out again when their time is over, at the latest when a worker starts.
  writeFileSync(gate, '');
  await start('next@beta', 1);
  const again = await program.untilTask(
    late,
    (t) => t.task.state === 'SUCCESS' && t.findings.some(({ detector }) => detector === 'duplicate-execution'),
    'its second run, and the finding',
  );
  expect(again.task).toMatchObject({ worker: 'next@beta', stateReason: null });
  expect(again.deliveries.map(({ worker }) => worker)).toEqual(['victim@alpha', 'next@beta']);
  const finding = again.findings.find(({ detector }) => detector === 'duplicate-execution');
  expect(finding).toMatchObject({ detector: 'duplicate-execution', severity: 'warning' });
  expect(finding?.sentence).toContain('victim@alpha was lost while it ran');
  expect((await program.get('task', early)).task.state).toBe('LOST');
});
