import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPython, sendTasks, startWorker, type CeleryWorker } from '../support/celery-worker';
import { startProgram, temporaryFolder, type Program } from '../support/program';
import { startRedis, type RedisServer } from '../support/redis-server';
import { stopAll } from '../support/stop-all';

const folder = temporaryFolder();
let redis: RedisServer;
let program: Program;
let worker: CeleryWorker;
let settings: Readonly<Record<string, unknown>>;

beforeAll(async () => {
  redis = await startRedis();
  settings = { result_backend: redis.url.replace(/0$/, '1'), result_extended: true };
  program = await startProgram({ brokerUrl: redis.url, dataDir: folder.path });
  worker = await startWorker({ brokerUrl: redis.url, name: 'w1@alpha', settings });
  await program.until('workers', '', ({ workers }) => workers.length === 1, 'the worker');
});
afterAll(() =>
  stopAll(
    () => worker.stop(),
    () => program.stop(),
    () => redis.stop(),
    () => folder.remove(),
  ),
);

describe('the life of a task', () => {
  it('is told from SENT to SUCCESS with queue, worker, waits and one delivery', async () => {
    const before = Date.now() / 1000;
    const [uuid = ''] = await sendTasks(redis.url, [{ name: 'scope.nap', args: [0.3] }], settings);
    const { task, deliveries, timeline } = await program.untilTask(
      uuid,
      // The sender tells it only after the message is published, so a quick worker may be heard before.
      (t) => t.task.state === 'SUCCESS' && t.task.queueSource === 'task-sent',
      'its end, and where it was sent',
    );
    expect(task).toMatchObject({
      name: 'scope.nap',
      queue: 'celery',
      queueSource: 'task-sent',
      worker: 'w1@alpha',
      result: '0.3',
      retries: 0,
    });
    expect(deliveries).toMatchObject([{ worker: 'w1@alpha', outcome: 'SUCCESS', deduplicated: false }]);
    expect(task.runtimeSeconds).toBeGreaterThan(0.29);
    const times = [task.receivedAt, task.startedAt, task.endedAt];
    expect(times).toEqual(times.toSorted());
    for (const at of [task.sentAt, task.receivedAt]) {
      expect(at).toBeGreaterThanOrEqual(before);
      expect(at).toBeLessThanOrEqual(Date.now() / 1000);
    }
    expect(timeline.map(({ type }) => type).sort()).toEqual(
      ['task-sent', 'task-received', 'task-started', 'task-succeeded'].sort(),
    );
    const { tasks } = await program.get('tasks', `?q=${encodeURIComponent(`uuid:${uuid}`)}`);
    expect(tasks).toMatchObject([{ uuid, state: 'SUCCESS', deliveries: 1, findings: [] }]);
  });

  it('is told to its failure with exception and traceback', async () => {
    const [uuid = ''] = await sendTasks(redis.url, [{ name: 'scope.fail', args: ['no <b>stock</b>'] }], settings);
    const { task } = await program.untilTask(uuid, (t) => t.task.state === 'FAILURE', 'its end');
    expect(task).toMatchObject({ exception: "ValueError('no <b>stock</b>')", exceptionType: 'ValueError' });
    expect(task.traceback).toContain('Traceback (most recent call last)');
    expect(task.traceback).toContain('scope_tasks.py');
  });

  it('counts a retry as one task with a delivery for each attempt, and finds nothing wrong with it', async () => {
    const [uuid = ''] = await sendTasks(redis.url, [{ name: 'scope.flaky', args: [2] }], settings);
    const view = await program.untilTask(uuid, (t) => t.task.state === 'SUCCESS', 'its end');
    expect(view.task.retries).toBe(2);
    expect(view.deliveries.map(({ outcome, retries }) => [retries, outcome])).toEqual([
      [0, 'RETRY'],
      [1, 'RETRY'],
      [2, 'SUCCESS'],
    ]);
    expect(view.findings).toEqual([]);
  });

  it('knows the parent and the root of what a chain and a group started', async () => {
    const code = [
      'from celery import chain, group',
      'from scope_tasks import add, echo',
      'result = chain(add.s(1, 2), add.s(3), group(echo.s("a"), echo.s("b"))).apply_async()',
      'print(*[r.id for r in result.children], result.parent.id, result.parent.parent.id)',
    ].join('\n');
    const [left = '', right = '', second = '', first = ''] = (await runPython(['-c', code], redis.url, settings))
      .trim()
      .split(' ');
    for (const uuid of [left, right]) await program.untilTask(uuid, (t) => t.task.state === 'SUCCESS', 'the group');
    expect((await program.get('task', second)).task).toMatchObject({ parentId: first, rootId: first });
    const member = await program.get('task', left);
    expect(member.task).toMatchObject({ parentId: second, rootId: first });
    expect(member).toMatchObject({ parent: { uuid: second }, root: { uuid: first } });
    const { children } = await program.get('task', second);
    expect(children.map(({ uuid }) => uuid).sort()).toEqual([left, right].sort());
  });
});

describe('a worker', () => {
  it('is asked everything when it is first heard of', async () => {
    const late = await startWorker({ brokerUrl: redis.url, name: 'late@beta', queues: ['other'], settings });
    try {
      await program.until('workers', '', ({ workers }) => workers.some((w) => w.hostname === 'late@beta'), 'it');
      const seen = await program.until(
        'worker',
        'late@beta',
        (w) => w.queues !== null && w.conf !== null && w.registered !== null && w.stats !== null,
        'what it says of itself',
      );
      expect(seen).toMatchObject({ queues: ['other'], concurrency: 2, pool: 'prefork', prefetchCount: 8 });
      expect(seen.registered).toContain('scope.add');
    } finally {
      await late.stop();
    }
    const left = await program.until('worker', 'late@beta', (w) => w.status === 'gone', 'that it left');
    expect(left.statusReason).toBe('offline-event');
  });
});

describe('revoke', () => {
  it('of a task that waits for its time is answered by each worker and ends as REVOKED', async () => {
    const [uuid = ''] = await sendTasks(
      redis.url,
      [{ name: 'scope.add', args: [1, 1], options: { countdown: 30 } }],
      settings,
    );
    await program.untilTask(uuid, (t) => t.task.state === 'RECEIVED', 'its receipt');
    const answer = await program.post(`/api/v1/tasks/${uuid}/revoke`, { reason: 'not wanted' });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ answers: [{ from: 'w1@alpha', outcome: 'ok' }] });
    expect(await program.action('done', uuid)).toMatchObject({
      name: 'revoke',
      subject: { kind: 'task' },
      reason: 'not wanted',
      answers: [{ from: 'w1@alpha', outcome: 'ok' }],
    });
    const { task } = await program.untilTask(uuid, (t) => t.task.state === 'REVOKED', 'its end');
    expect(task.stateReason).toBeNull();
  });

  it('with terminate ends a running task, and refuses one that has ended', async () => {
    const [uuid = ''] = await sendTasks(redis.url, [{ name: 'scope.nap', args: [60] }], settings);
    await program.untilTask(uuid, (t) => t.task.state === 'STARTED', 'its start');
    const answer = await program.post(`/api/v1/tasks/${uuid}/revoke`, { terminate: true, signal: 'SIGKILL' });
    expect(answer).toMatchObject({ status: 200, body: { answers: [{ from: 'w1@alpha', outcome: 'ok' }] } });
    const { task, deliveries } = await program.untilTask(uuid, (t) => t.task.state === 'REVOKED', 'its end');
    expect(task.stateReason).toBe('terminated');
    expect(deliveries).toMatchObject([{ outcome: 'REVOKED' }]);
    expect(await program.post(`/api/v1/tasks/${uuid}/revoke`)).toMatchObject({
      status: 409,
      body: { code: 'already_ended' },
    });
    expect(await program.action('refused', uuid)).toMatchObject({ name: 'revoke' });
  });
});

describe('a worker', () => {
  it('without -E is found by ping, told as silent, and its events flow once they are enabled', async () => {
    const call = { name: 'scope.add', args: [1, 1], options: { queue: 'mute' } };
    const quiet = { ...settings, task_send_sent_event: false };
    const mute = await startWorker({
      brokerUrl: redis.url,
      name: 'mute@gamma',
      queues: ['mute'],
      events: false,
      settings: quiet,
    });
    try {
      await program.until('workers', '', ({ workers }) => workers.some((w) => w.hostname === 'mute@gamma'), 'it');
      for (let round = 0; round < 2; round += 1) {
        await sendTasks(
          redis.url,
          Array.from({ length: 3 }, () => ({ ...call, args: [round, 1] })),
          quiet,
        );
      }
      const status = await program.until(
        'status',
        '',
        ({ collector }) => collector.silentWorkers.includes('mute@gamma'),
        'it among the silent',
      );
      expect(status.collector.silentWorkers).toEqual(['mute@gamma']);
      const answer = await program.post('/api/v1/workers/mute@gamma/enable-events');
      expect(answer).toMatchObject({ status: 200, body: { answers: [{ from: 'mute@gamma', outcome: 'ok' }] } });
      const [uuid = ''] = await sendTasks(redis.url, [call], quiet);
      await program.untilTask(uuid, (t) => t.task.state === 'SUCCESS' && t.task.worker === 'mute@gamma', 'its events');
      await program.until('status', '', ({ collector }) => collector.silentWorkers.length === 0, 'nobody silent');
      expect(await program.action('done', 'mute@gamma')).toMatchObject({ name: 'enable-events' });
    } finally {
      await mute.stop();
    }
  });
});
