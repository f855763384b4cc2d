import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseExposition } from '@/server/metrics/parse-exposition.fixture';
import { sendTasks, startWorker, type CeleryWorker } from '../support/celery-worker';
import { runProgram, spawnProgram, startProgram, temporaryFolder, type Program } from '../support/program';
import type { ProgramProcess } from '../support/program';
import { freePort, startRedis, waitFor, type RedisServer } from '../support/redis-server';
import { stopAll } from '../support/stop-all';

const folder = temporaryFolder();
const dataDir = join(folder.path, 'data');
const PASSWORD = 'open-sesame';
let broker: RedisServer;
let shared: RedisServer;
let share: string;
let healthPort: number;
let worker: CeleryWorker;
let collector: ProgramProcess;
let webs: readonly [Program, Program];

const startCollector = async (): Promise<ProgramProcess> => {
  const place = ['--broker-url', broker.url, '--data-dir', dataDir];
  const run = spawnProgram(['collector', ...place, '--share', share, '--health-port', String(healthPort)]);
  await waitFor(
    () => {
      if (run.exitCode() !== null) throw new Error(`it ended:\n${run.output()}`);
      return run.output().includes('collects from') || null;
    },
    () => `the collector's line in:\n${run.output()}`,
  );
  return run;
};
const startWeb = (): Promise<Program> => startProgram({ dataDir, args: ['web', '--share', share] });
const connected = (web: Program): Promise<unknown> =>
  web.until('status', '', ({ broker: status }) => status.state === 'connected', 'the connection');

beforeAll(async () => {
  broker = await startRedis();
  shared = await startRedis({ config: [`requirepass ${PASSWORD}`], password: PASSWORD });
  share = `redis://:${PASSWORD}@127.0.0.1:${shared.port}/3`;
  healthPort = await freePort();
  worker = await startWorker({ brokerUrl: broker.url, name: 'shared@alpha' });
  collector = await startCollector();
  webs = [await startWeb(), await startWeb()];
  await Promise.all(webs.map(connected));
});
afterAll(() =>
  stopAll(
    () => Promise.all(webs.map((web) => web.stop())),
    () => collector.signal('SIGTERM'),
    () => collector.exited,
    () => worker.stop(),
    () => broker.stop(),
    () => shared.stop(),
    () => folder.remove(),
  ),
);

it('shows the same live cluster in two web processes, and revokes through the second', async () => {
  const [uuid = ''] = await sendTasks(broker.url, [{ name: 'scope.nap', args: [3600] }]);
  for (const web of webs) {
    await web.untilTask(uuid, ({ task }) => task.state === 'STARTED', 'the start');
    await web.until('worker', 'shared@alpha', ({ active }) => active === 1, 'the busy slot');
  }
  const { status, body } = await webs[1].post(`/api/v1/tasks/${uuid}/revoke`, { terminate: true });
  expect({ status, body }).toMatchObject({ status: 200, body: { answers: [{ from: 'shared@alpha', outcome: 'ok' }] } });
  for (const web of webs) {
    await web.untilTask(uuid, ({ task }) => task.state === 'REVOKED', 'the end');
    expect((await web.action('done', uuid)).name).toBe('revoke');
  }
});

it('says in each web process that a task which waits was revoked', async () => {
  const [uuid = ''] = await sendTasks(broker.url, [
    { name: 'scope.add', args: [1, 2], options: { queue: 'unserved' } },
  ]);
  await webs[0].untilTask(uuid, ({ task }) => task.state === 'SENT', 'that it was sent');
  await webs[0].post(`/api/v1/tasks/${uuid}/revoke`);
  for (const web of webs)
    await web.until(
      'tasks',
      '',
      ({ tasks }) => tasks.find((task) => task.uuid === uuid)?.waits?.key === 'tasks.why.revoked',
      'its reason',
    );
});

it('tells Prometheus in each web process what the collector counted', async () => {
  for (const web of webs) {
    const told = parseExposition(String((await web.request('/metrics')).body));
    const of = { task: 'scope.nap', type: 'task-revoked', worker: 'shared@alpha' };
    expect(told.value('flower_events_total', of)).toBe(1);
    expect(told.value('flower_worker_online', { worker: 'shared@alpha' })).toBe(1);
    expect(told.value('celeryscope_metrics_whole')).toBe(1);
  }
});

it('says that it is ready in each process that is', async () => {
  for (const web of webs) {
    const ready = (): Promise<true | null> => web.request('/api/v1/ready').then(({ status }) => status === 200 || null);
    await waitFor(ready, 'the ready web process');
    expect((await web.request('/healthcheck')).status).toBe(200);
  }
  const url = `http://127.0.0.1:${healthPort}/api/v1`;
  await waitFor(async () => (await fetch(`${url}/ready`)).ok || null, 'the ready collector');
  expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: 'ok' });
  expect((await fetch(`${url}/tasks`)).status).toBe(404);
});

it('says in each web process that the collector was killed, keeps the history, and goes on with the next one', async () => {
  const [ended = ''] = await sendTasks(broker.url, [{ name: 'scope.nap', args: [0] }]);
  await webs[0].untilTask(ended, ({ task }) => task.state === 'SUCCESS', 'its end');
  collector.signal('SIGKILL');
  for (const web of webs) {
    const { broker: status } = await web.until('status', '', (view) => view.broker.state === 'lost', 'the loss');
    expect(status).toMatchObject({ errorCode: 'COLLECTOR_AWAY' });
    expect((await web.get('task', ended)).task.state).toBe('SUCCESS');
    expect(await web.request('/api/v1/ready')).toMatchObject({
      status: 503,
      body: { reasons: ['no collector is heard (COLLECTOR_AWAY)'] },
    });
    expect(await web.post(`/api/v1/tasks/${ended}/revoke`)).toMatchObject({ status: 503 });
  }
  collector = await startCollector();
  await Promise.all(webs.map(connected));
  for (const web of webs) await web.until('worker', 'shared@alpha', ({ status }) => status === 'idle', 'the worker');
});

it('outlives a Redis that goes away and comes back, and names no password', async () => {
  await shared.kill();
  for (const web of webs) {
    const { broker: status } = await web.until('status', '', (view) => view.broker.state === 'lost', 'the loss');
    expect(status).toMatchObject({ errorCode: 'SHARE_LOST' });
    expect(status.error).toContain(`redis://127.0.0.1:${shared.port}/3`);
  }
  await shared.restart();
  await Promise.all(webs.map(connected));
  const [uuid = ''] = await sendTasks(broker.url, [{ name: 'scope.nap', args: [0] }]);
  for (const web of webs) await web.untilTask(uuid, ({ task }) => task.state === 'SUCCESS', 'the end');
  for (const output of [collector.output(), ...webs.map((web) => web.output())]) {
    expect(output).toMatch(/is back\./);
    expect(output).not.toContain(PASSWORD);
  }
});

it('lets a web process that was paused catch up by itself', async () => {
  const [, paused] = webs;
  process.kill(paused.pid, 'SIGSTOP');
  const [uuid = ''] = await sendTasks(broker.url, [{ name: 'scope.nap', args: [3600] }]);
  await webs[0].until('worker', 'shared@alpha', ({ active }) => active === 1, 'the busy slot');
  process.kill(paused.pid, 'SIGCONT');
  await paused.until('worker', 'shared@alpha', ({ active }) => active === 1, 'the busy slot');
  await webs[0].post(`/api/v1/tasks/${uuid}/revoke`, { terminate: true });
  await paused.untilTask(uuid, ({ task }) => task.state === 'REVOKED', 'the end');
});

it('is not harmed by what others publish in the same Redis', async () => {
  const request = 'celeryscope-3-v1-request#/#';
  const junk = [
    '{',
    '{}',
    'null',
    Buffer.from([0xc0, 0xc1, 0xff]),
    '{"type":6,"data":null}',
    '{"type":6,"data":["frame",{"from":"x","term":1e99,"seq":1,"whole":true}]}',
    '{"type":6,"data":["call",null]}',
    '{"type":4,"sid":"x","close":true}',
    '{"type":5}',
  ];
  for (const message of junk) await shared.client.publish(request, message);
  for (const message of junk) await shared.client.publish('celeryscope-3-v1-response#/#', message);
  for (const message of junk) await shared.client.publish('celeryscope-3-v1#/#', message);
  const [uuid = ''] = await sendTasks(broker.url, [{ name: 'scope.nap', args: [0] }]);
  for (const web of webs) {
    await web.untilTask(uuid, ({ task }) => task.state === 'SUCCESS', 'the end');
    await connected(web);
  }
  expect(collector.exitCode()).toBeNull();
});

it('shows a web process that starts late everything at once', async () => {
  const late = await startWeb();
  try {
    await connected(late);
    expect((await late.get('workers')).workers.map(({ hostname }) => hostname)).toEqual(['shared@alpha']);
  } finally {
    await late.stop();
  }
});

it('refuses a second collector on the same data folder', async () => {
  const place = ['--broker-url', broker.url, '--data-dir', dataDir];
  const { code, output } = await runProgram(['collector', ...place, '--share', share]);
  expect(code).toBe(1);
  expect(output).toContain('Another Celeryscope writes to');
});

it('stops in an orderly way: web processes know at once that it was meant, and each ends with code 0', async () => {
  collector.signal('SIGTERM');
  expect(await collector.exited).toBe(0);
  const { broker: status } = await webs[0].until('status', '', (view) => view.broker.state === 'lost', 'the loss');
  expect(status.error).toBe('The collector was stopped.');
  expect(await Promise.all(webs.map((web) => web.stop()))).toEqual([0, 0]);
});
