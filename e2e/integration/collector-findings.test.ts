import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { CeleryWorker } from '../support/celery-worker';
import { stage } from '../support/stage';

const VISIBILITY_SECONDS = 4;
const ONE_AT_A_TIME = { task_acks_late: true, worker_prefetch_multiplier: 1 };
/** What a worker holds stays with it, however long the next one takes to start. */
const HELD_FOR_AN_HOUR = { broker_transport_options: { visibility_timeout: 3600 } };
const on = stage();
const impatient: CeleryWorker[] = [];

async function start(name: string, queue: string, change: object = {}, concurrency = 1): Promise<CeleryWorker> {
  const settings = {
    broker_transport_options: { visibility_timeout: VISIBILITY_SECONDS },
    result_backend: on.brokerUrl.replace(/0$/, '1'),
    ...change,
  };
  const worker = await on.start(name, [queue], { concurrency, settings });
  impatient.push(worker);
  return worker;
}

const send = (queue: string, name: string, args: readonly unknown[], count = 1, options = {}): Promise<string[]> =>
  on.send(queue, name, args, options, count);

describe('healthy work', () => {
  it('gives no finding, nor do retries, failures and short waits', async () => {
    await start('good@alpha', 'good', {}, 2);
    const all = [
      ...(await send('good', 'scope.add', [1, 2], 60)),
      ...(await send('good', 'scope.flaky', [2], 3)),
      ...(await send('good', 'scope.nap', [0.5], 6)),
      ...(await send('good', 'scope.fail', ['x'], 3)),
    ];
    await on.program.until(
      'tasks',
      `?q=${encodeURIComponent('queue:good state:SUCCESS,FAILURE')}&limit=200`,
      ({ tasks }) => tasks.length === all.length,
      'all to end',
    );
    await new Promise((resolve) => setTimeout(resolve, 5000));
    expect(await on.program.findings('all')).toEqual([]);
  });

  it('gives none for a message that comes again after its task succeeded, and that the worker drops', async () => {
    await start('careful@alpha', 'careful', { worker_deduplicate_successful_tasks: true });
    const gate = on.path('gate');
    const [uuid = ''] = await send('careful', 'scope.late_until', [gate]);
    await on.program.untilTask(uuid, (t) => t.task.state === 'STARTED', 'its start');
    await new Promise((resolve) => setTimeout(resolve, (VISIBILITY_SECONDS + 0.5) * 1000));
    // kombu looks for what to give out again when a worker starts.
    await start('first@alpha', 'slow', ONE_AT_A_TIME);
    await on.program.untilTask(uuid, (t) => t.deliveries.length === 2, 'its second receipt');
    writeFileSync(gate, '');
    const { deliveries } = await on.program.untilTask(
      uuid,
      (t) => t.deliveries[1]?.outcome === 'SUCCESS',
      'its return',
    );
    expect(deliveries).toMatchObject([{ deduplicated: false }, { deduplicated: true }]);
    await new Promise((resolve) => setTimeout(resolve, 2000));
    expect(await on.program.findings('all')).toEqual([]);
  });
});

describe('a task that outlasts the visibility timeout', () => {
  it('is found to run twice, with cause, evidence and advice, wherever it concerns', async () => {
    const gate = on.path('other-gate');
    const [uuid = ''] = await send('slow', 'scope.late_until', [gate]);
    await on.program.untilTask(uuid, (t) => t.task.state === 'STARTED', 'its start');
    await new Promise((resolve) => setTimeout(resolve, VISIBILITY_SECONDS * 1000));
    await start('second@beta', 'slow', ONE_AT_A_TIME);
    const twice = await on.program.untilTask(
      uuid,
      ({ deliveries }) => deliveries[1]?.startedAt != null,
      'its second run',
    );
    const isDuplicate = ({ detector }: { readonly detector: string }) => detector === 'duplicate-execution';
    const found = await on.program.untilTask(uuid, ({ findings }) => findings.some(isDuplicate), 'the finding');
    const finding = found.findings.find(isDuplicate);
    expect(finding).toMatchObject({
      detector: 'duplicate-execution',
      severity: 'critical',
      subject: { kind: 'task', id: uuid },
      closedAt: null,
    });
    expect(finding?.openedAt).toBeGreaterThanOrEqual(twice.deliveries[0]?.startedAt ?? Infinity);
    expect(finding?.sentence).toContain('scope.late_until');
    expect(finding?.sentence).toContain('first@alpha');
    expect(finding?.sentence).toContain('not acknowledged by then');
    expect(finding?.advice.text).toContain('visibility timeout');
    expect(finding?.evidence.map(({ claim }) => claim).join('\n')).toMatch(/visibility timeout is 4\.0\ss on/);
    for (const hostname of ['first@alpha', 'second@beta'])
      expect((await on.program.get('worker', hostname)).findings.map(({ id }) => id)).toContain(finding?.id);
    expect((await on.program.get('queue', 'slow')).findings.map(({ id }) => id)).toContain(finding?.id);
    const { tasks } = await on.program.get('tasks', `?q=${encodeURIComponent(`uuid:${uuid}`)}`);
    expect(tasks.map((task) => task.findings)).toEqual([expect.arrayContaining(['duplicate-execution'])]);
    writeFileSync(gate, '');
  });
});

describe('tasks that wait on a busy worker while another is free', () => {
  it('are found with who holds and who idles, and the finding closes when they run', async () => {
    // They give out again whatever any worker holds for longer than their own timeout.
    await Promise.all(impatient.splice(0).map((worker) => worker.stop()));
    await start('hoarder@alpha', 'mixed', { worker_prefetch_multiplier: 10, ...HELD_FOR_AN_HOUR });
    const [long = ''] = await send('mixed', 'scope.nap', [300]);
    const [waiting = ''] = await send('mixed', 'scope.add', [1, 2], 5);
    await on.program.untilTask(waiting, (t) => t.task.state === 'RECEIVED', 'its receipt');
    await start('idler@beta', 'mixed', { worker_prefetch_multiplier: 1, ...HELD_FOR_AN_HOUR });
    const { findings } = await on.program.until(
      'worker',
      'hoarder@alpha',
      (view) => view.findings.some(({ detector }) => detector === 'prefetch-starvation'),
      'the finding',
    );
    const finding = findings.find(({ detector }) => detector === 'prefetch-starvation');
    expect(finding).toMatchObject({ severity: 'warning', subject: { kind: 'worker', id: 'hoarder@alpha' } });
    expect(finding?.sentence).toContain('idler@beta');
    expect(finding?.advice.setting).toContain('worker_prefetch_multiplier = 1');
    expect((await on.program.get('task', waiting)).findings.map(({ id }) => id)).toContain(finding?.id);
    expect((await on.program.get('worker', 'idler@beta')).findings.map(({ id }) => id)).toContain(finding?.id);
    expect((await on.program.get('queue', 'mixed')).findings.map(({ id }) => id)).toContain(finding?.id);
    await on.program.post(`/api/v1/tasks/${long}/revoke`, { terminate: true, signal: 'SIGKILL' });
    const { findings: closed } = await on.program.until(
      'findings',
      '?state=closed',
      (view) => view.findings.some(({ id }) => id === finding?.id),
      'its close',
    );
    const end = closed.find(({ id }) => id === finding?.id);
    expect(end?.closedAt ?? 0).toBeGreaterThanOrEqual(end?.openedAt ?? Infinity);
    expect((await on.program.get('task', waiting)).findings.map(({ id }) => id)).toContain(finding?.id);
  });
});

describe('findings', () => {
  it('of before are kept over a restart', async () => {
    const before = (await on.program.findings('all')).map(({ id }) => id).sort();
    expect(before.length).toBeGreaterThanOrEqual(2);
    await on.restart();
    expect((await on.program.findings('all')).map(({ id }) => id).sort()).toEqual(before);
  });
});
