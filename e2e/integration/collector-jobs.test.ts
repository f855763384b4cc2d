import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job, JobItem } from '@/lib/jobs/job';
import { sendTasks, startWorker, type CeleryWorker } from '../support/celery-worker';
import { startProgram, temporaryFolder, type Program } from '../support/program';
import { startRedis, waitFor, type RedisServer } from '../support/redis-server';
import { stopAll } from '../support/stop-all';

interface Created {
  readonly status: number;
  readonly body: { readonly job: Job } & Readonly<Record<string, unknown>>;
}

/** Bulk jobs on a real broker, with one real worker, and Celeryscope as its users run it. */
describe('bulk jobs', () => {
  const folder = temporaryFolder();
  let redis: RedisServer;
  let worker: CeleryWorker;
  let program: Program;
  const watch = async (): Promise<void> => {
    program = await startProgram({ brokerUrl: redis.url, dataDir: folder.path });
  };
  beforeAll(async () => {
    redis = await startRedis();
    await watch();
    worker = await startWorker({ brokerUrl: redis.url, name: 'busy@alpha', queues: ['work'], concurrency: 1 });
    await program.until('worker', 'busy@alpha', ({ stats }) => stats !== null, 'what it says of itself');
  });
  afterAll(() =>
    stopAll(
      () => worker.kill(),
      () => program.stop(),
      () => redis.stop(),
      () => folder.remove(),
    ),
  );

  const send = (name: string, args: readonly unknown[], count = 1): Promise<string[]> =>
    sendTasks(
      redis.url,
      Array.from({ length: count }, () => ({ name, args, options: { queue: 'work' } })),
    );
  const post = async (body: object): Promise<Created> => (await program.post('/api/v1/jobs', body)) as Created;
  const items = async (id: string, outcome = ''): Promise<readonly JobItem[]> => {
    const path = `/api/v1/jobs/${id}/items?limit=500${outcome && `&outcome=${outcome}`}`;
    return ((await program.request(path)).body as { readonly items: readonly JobItem[] }).items;
  };
  const until = (id: string, holds: (job: Job) => boolean, why: string): Promise<Job> =>
    waitFor(
      async () => {
        const { job: now } = (await program.request(`/api/v1/jobs/${id}`)).body as { readonly job?: Job };
        return now !== undefined && holds(now) ? now : null;
      },
      () => why,
    );
  const known = (uuids: readonly string[], state: string) =>
    program.until(
      'tasks',
      `?q=${encodeURIComponent(`state:${state} uuid:${uuids.join(',')}`)}&limit=500`,
      ({ tasks }) => tasks.length === uuids.length,
      `${uuids.length} tasks that are ${state}`,
    );

  it('retries what failed, each as a new task that its worker runs, and says so of each', async () => {
    const failed = await send('scope.fail', ['no'], 30);
    await known(failed, 'FAILURE');
    const asked = { action: 'retry', q: 'state:FAILURE task:scope.fail' };
    const dry = await post({ ...asked, dryRun: true });
    expect(dry.body).toMatchObject({ dryRun: true, total: 30, eligible: 30, refused: [] });
    const { status, body } = await post({ ...asked, ratePerSecond: 100, reason: 'the fix is out' });
    expect(status).toBe(201);
    const done = await until(body.job.id, ({ state }) => state === 'done', 'its end');
    expect(done).toMatchObject({ total: 30, counts: { done: 30, skipped: 0, failed: 0, unsure: 0 } });
    const sent = (await items(done.id, 'done')).flatMap(({ newUuid }) => newUuid ?? []);
    expect(new Set(sent).size).toBe(30);
    await known(sent, 'FAILURE');
    // Its events may be there before it is written down that we sent it.
    const { task } = await program.untilTask(sent[0] ?? '', (t) => t.task.retryOf !== null, 'of what it is a retry');
    expect(failed).toContain(task.retryOf);
    const { actions } = await program.until(
      'actions',
      '',
      (log) => log.actions.some(({ id, outcome }) => id === done.id && outcome === 'done'),
      'the entry of the job',
    );
    expect(actions.filter(({ name }) => name === 'retry')).toEqual([]);
    expect(actions.find(({ id }) => id === done.id)).toMatchObject({
      name: 'bulk-retry',
      reason: 'the fix is out',
      summary: 'Done: of 30 tasks 30 done',
    });
  });

  it('revokes what waits, in few messages, while what ended meanwhile is skipped', async () => {
    const path = join(folder.path, 'go');
    const [blocker = ''] = await send('scope.late_until', [path]);
    await known([blocker], 'STARTED');
    const waiting = await send('scope.add', [1, 2], 40);
    const [ended = ''] = (await program.get('tasks', '?q=state:FAILURE&limit=1')).tasks.map(({ uuid }) => uuid);
    await program.until(
      'tasks',
      '?q=state:SENT,RECEIVED%20task:scope.add&limit=100',
      ({ tasks }) => tasks.length === 40,
      'the tasks that wait',
    );
    const { body } = await post({ action: 'revoke', uuids: [...waiting, ended], ratePerSecond: 500 });
    const done = await until(body.job.id, ({ state }) => state === 'done', 'its end');
    expect(done.counts).toEqual({ done: 40, skipped: 1, failed: 0, unsure: 0 });
    expect(done.answers).toMatchObject([{ from: 'busy@alpha', error: 0, 'no-reply': 0 }]);
    expect(await items(done.id, 'skipped')).toMatchObject([{ uuid: ended, code: 'already_ended' }]);
    await program.post(`/api/v1/tasks/${blocker}/revoke`, { terminate: true, signal: 'SIGKILL' });
    await known(waiting, 'REVOKED');
  });

  it('pauses while the broker is away, goes on by itself, and an abort ends it at once', async () => {
    // So slow that it is still under way when it is aborted, however long the steps before take.
    const asked = { action: 'retry', q: 'state:FAILURE task:scope.fail', ratePerSecond: 1 };
    const { body } = await post(asked);
    const { id } = body.job;
    await until(id, ({ settled }) => settled > 0, 'its first tasks');
    await redis.kill();
    const paused = await until(id, ({ state }) => state === 'paused', 'its pause');
    expect(paused.note).toMatchObject({ code: 'broker' });
    await redis.restart();
    await until(id, ({ state, settled }) => state === 'running' && settled > paused.settled, 'that it goes on');
    const { status, body: answered } = await program.post(`/api/v1/jobs/${id}/abort`, { reason: 'enough' });
    const { job: aborted } = answered as { readonly job: Job };
    expect({ status, aborted }).toMatchObject({ status: 200, aborted: { state: 'aborted' } });
    expect(aborted.settled).toBeLessThan(aborted.total);
    expect((await program.action('done', id)).reason).toBe('enough');
  });

  it('is interrupted by a kill -9, sends nothing twice, and goes on when somebody says so', async () => {
    const fresh = await send('scope.echo', ['again'], 40);
    await known(fresh, 'SUCCESS');
    const { body } = await post({ action: 'retry', uuids: fresh, ratePerSecond: 2 });
    const { id } = body.job;
    await until(id, ({ settled }) => settled > 0, 'its first tasks');
    await program.kill();
    await watch();
    const interrupted = await until(id, ({ state }) => state === 'interrupted', 'the interruption');
    expect(interrupted.counts.done).toBeGreaterThan(0);
    expect((await program.post(`/api/v1/jobs/${id}/continue`)).status).toBe(200);
    const done = await until(id, ({ state }) => state === 'done', 'its end');
    expect(done.counts.done + done.counts.unsure).toBe(40);
    // What ran while nobody watched only the worker can tell.
    const received = (): number => [...worker.output().matchAll(/Task scope\.echo\[[^\]]+\] received/g)].length;
    await waitFor(
      async () => (received() >= 40 + done.counts.done && (await redis.client.llen('work')) === 0) || null,
      () => `${40 + done.counts.done} runs, of which there were ${received()}`,
    );
    expect(received()).toBeLessThanOrEqual(40 + done.counts.done + done.counts.unsure);
    const sent = (await items(id, 'done')).map(({ newUuid }) => newUuid);
    expect(new Set(sent).size).toBe(done.counts.done);
  });
});
