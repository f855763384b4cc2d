import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { taskOf } from '../store/store.fixture';
import { StoreError, type JobChange, type StoredJobs } from '../store/store';
import { BrokerError } from '../brokers/broker';
import { requestOf } from './job.fixture';
import { openJobs, until, uuids, WHO, type OpenedJobs } from './jobs.fixture';

const opened = (): OpenedJobs => {
  const on = openJobs();
  onTestFinished(async () => {
    await on.close();
    on.remove();
  });
  return on;
};
describe('a bulk retry', () => {
  it('sends each task again, skips what can not be, and tells of each what came of it', async () => {
    const on = opened();
    await on.storeTasks(on.failed(5));
    on.memory.set('t2', taskOf('t2', { state: 'STARTED', endedAt: null }));
    on.memory.set('t3', taskOf('t3', { state: 'FAILURE', args: '(<object at 0x7f>,)' }));
    const id = await on.start([...uuids(5), 'never seen']);
    await until(on, id, 'done');
    expect(on.items(id).map(({ outcome, code }) => [outcome, code])).toEqual([
      ['done', null],
      ['skipped', 'still_running'],
      ['skipped', 'args_unknown'],
      ['done', null],
      ['done', null],
      ['skipped', 'task_unknown'],
    ]);
    expect(on.items(id)[0]?.newUuid).toBe(on.sent[0]?.correlationId);
    expect(on.sent.map(({ queue }) => queue)).toEqual(['celery', 'celery', 'celery']);
    expect(on.job(id)).toMatchObject({ total: 6, settled: 6, counts: { done: 3, skipped: 3, failed: 0, unsure: 0 } });
  });

  it('leaves one entry in the audit log, with how many came to what', async () => {
    const on = opened();
    await on.storeTasks(on.failed(2));
    const id = await on.start([...uuids(2), 'unknown']);
    await until(on, id, 'done');
    await vi.waitFor(() => expect(on.actions.get(id)?.summary).toBe('Done: of 3 tasks 2 done, 1 skipped'));
    expect([...on.actions.values()]).toMatchObject([
      {
        name: 'bulk-retry',
        actor: 'ada',
        reason: 'SMTP was down',
        outcome: 'partial',
        subject: { kind: 'job', id },
        parameters: { q: 'state:FAILURE', total: 3, done: 2, skipped: 1 },
      },
    ]);
  });

  it('waits while the broker is away, says so, and goes on when it is back', async () => {
    const on = opened();
    await on.storeTasks(on.failed(6));
    on.outside.publish = (task) => {
      if (on.sent.length === 2) on.outside.isConnected = false;
      return on.outside.isConnected
        ? Promise.resolve(void on.sent.push(task))
        : Promise.reject(new BrokerError('OOM', 'Redis refuses writes.'));
    };
    const id = await on.start(uuids(6));
    await until(on, id, 'paused');
    expect(on.job(id)).toMatchObject({ note: { code: 'broker' }, settled: 2, counts: { done: 2, failed: 0 } });
    on.outside.publish = (task) => Promise.resolve(void on.sent.push(task));
    on.outside.isConnected = true;
    await until(on, id, 'done');
    expect(on.job(id)).toMatchObject({ note: null, counts: { done: 6 } });
    expect(new Set(on.sent.map(({ headers }) => headers['id'])).size).toBe(6);
  });

  it('does not send again what may have arrived when the connection broke', async () => {
    const on = opened();
    await on.storeTasks(on.failed(3));
    let tries = 0;
    on.outside.publish = () => {
      tries += 1;
      return tries === 2 ? Promise.reject(new BrokerError('BROKER_LOST', 'It broke.')) : Promise.resolve();
    };
    const id = await on.start(uuids(3));
    await until(on, id, 'done');
    expect(tries).toBe(3);
    expect(on.items(id).map(({ outcome }) => outcome)).toEqual(['done', 'unsure', 'done']);
  });

  it('tells the fault of one message from that of the broker', async () => {
    const on = opened();
    await on.storeTasks(on.failed(2));
    on.outside.publish = () => Promise.reject(new BrokerError('queue_missing', 'There is no such queue.'));
    const id = await on.start(uuids(2));
    await until(on, id, 'done');
    expect(on.job(id)).toMatchObject({ counts: { failed: 2 }, reasons: [{ code: 'queue_missing', count: 2 }] });
  });

  it('waits for a store that can not be written, and sends nothing that it could not note before', async () => {
    const on = opened();
    await on.storeTasks(on.failed(3));
    const before = { ...on.store };
    let isFull = false;
    Object.assign(on.store, {
      write: (change: JobChange) =>
        isFull ? Promise.reject(new StoreError('full', 'The disk is full.')) : before.write(change),
    });
    const { id } = await on.jobs.create({ ...WHO, job: requestOf() });
    await on.jobs.addTargets(id, uuids(3));
    await on.jobs.start(id);
    isFull = true;
    await vi.waitFor(() => expect(on.failures).toHaveLength(1));
    expect(on.sent).toEqual([]);
    isFull = false;
    await until(on, id, 'done');
    expect(on.sent).toHaveLength(3);
  });
});

describe('a bulk revoke', () => {
  it('tells many ids in one message, never those that have ended, and adds up the answers of each worker', async () => {
    const on = opened();
    for (const task of on.waiting(40)) on.memory.set(task.uuid, task);
    on.memory.set('t7', taskOf('t7', { state: 'SUCCESS' }));
    const id = await on.start(uuids(40), { action: 'revoke', terminate: true, signal: 'SIGKILL' });
    await until(on, id, 'done');
    expect(on.told.length).toBeLessThanOrEqual(3);
    const named = on.told.flatMap((request) => request.arguments['task_id'] as string[]);
    expect(named.toSorted()).toEqual(
      uuids(40)
        .filter((uuid) => uuid !== 't7')
        .toSorted(),
    );
    expect(on.told[0]).toMatchObject({ method: 'revoke', arguments: { terminate: true, signal: 'SIGKILL' } });
    expect(on.job(id)).toMatchObject({
      counts: { done: 39, skipped: 1 },
      answers: [{ from: 'w1@alpha', ok: on.told.length, error: 0, 'no-reply': 0 }],
    });
    expect(on.items(id)[6]).toMatchObject({ outcome: 'skipped', code: 'already_ended' });
  });

  it('says of each that nobody answered, and begins anew where it was not sent', async () => {
    const on = opened();
    for (const task of on.waiting(2)) on.memory.set(task.uuid, task);
    let tries = 0;
    on.outside.control = () => {
      tries += 1;
      return tries === 1 ? Promise.reject(new BrokerError('BROKER_LOST', 'It broke.')) : Promise.resolve([]);
    };
    const id = await on.start(uuids(2), { action: 'revoke' });
    await until(on, id, 'done');
    expect(tries).toBe(2);
    expect(on.job(id)).toMatchObject({ counts: { failed: 2 }, answers: [{ from: 'w1@alpha', 'no-reply': 1 }] });
  });

  it('holds little of many tasks at a time, on a store that is slow', async () => {
    const on = openJobs({ hurry: 100 });
    onTestFinished(async () => {
      await on.close();
      on.remove();
    });
    await on.storeTasks(
      Array.from({ length: 20_000 }, (_, n) => taskOf(`t${n + 1}`, { state: 'SENT', endedAt: null })),
    );
    const asked: number[] = [];
    const before = { ...on.store };
    const late = () => new Promise((resolve) => setTimeout(resolve, 20));
    Object.assign(on.store, {
      write: (change: JobChange) => late().then(() => before.write(change)),
      targets: (...which: Parameters<StoredJobs['targets']>) => late().then(() => before.targets(...which)),
      tasks: (of: readonly string[]) => late().then(() => (asked.push(of.length), before.tasks(of))),
    });
    const id = await on.start(uuids(20_000), { action: 'revoke' });
    await until(on, id, 'done');
    expect(on.job(id)?.counts.done).toBe(20_000);
    expect(Math.max(...asked)).toBeLessThanOrEqual(1_000);
    const named = on.told.flatMap((request) => request.arguments['task_id'] as string[]);
    expect(new Set(named).size).toBe(20_000);
    expect(named).toHaveLength(20_000);
  });

  it('refuses a signal that no worker knows', async () => {
    const on = opened();
    const made = on.start(['t1'], { action: 'revoke', signal: 'rm -rf' });
    await expect(made).rejects.toMatchObject({ code: 'bad_signal', status: 400 });
  });
});

describe('jobs', () => {
  it('run side by side, up to a number that is said', async () => {
    const on = opened();
    await on.storeTasks(on.failed(4));
    on.outside.isConnected = false;
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) ids.push(await on.start(uuids(4)));
    await expect(on.start(uuids(4))).rejects.toMatchObject({ code: 'too_many_jobs', status: 409 });
    on.outside.isConnected = true;
    for (const id of ids) await until(on, id, 'done');
    expect(on.sent).toHaveLength(20);
  });

  it('end at once when they are aborted, and what they did is known', async () => {
    const on = opened();
    await on.storeTasks(on.failed(200));
    const id = await on.start(uuids(200), { ratePerSecond: 10 });
    await vi.waitFor(() => expect(on.sent.length).toBeGreaterThan(0));
    const job = await on.jobs.abort({ ...WHO, actor: 'grace', id, reason: 'wrong filter' });
    const reached = on.sent.length;
    expect(job).toMatchObject({ state: 'aborted', settled: reached, counts: { done: reached } });
    expect(on.items(id).filter(({ outcome }) => outcome === null)).toHaveLength(200 - reached);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(on.sent).toHaveLength(reached);
    expect([...on.actions.values()].find(({ name }) => name === 'abort-job')).toMatchObject({
      actor: 'grace',
      reason: 'wrong filter',
      subject: { kind: 'job', id },
    });
    expect(on.actions.get(id)?.summary).toContain('Aborted');
    await expect(on.jobs.abort({ ...WHO, id })).rejects.toMatchObject({ code: 'job_unknown', status: 404 });
  });

  it('take no more than a job may be for', async () => {
    const on = opened();
    const { id } = await on.jobs.create({ ...WHO, job: requestOf() });
    const many = Array.from({ length: 50_000 }, (_, n) => `x${n}`);
    await on.jobs.addTargets(id, many);
    await on.jobs.addTargets(
      id,
      many.map((uuid) => `y${uuid}`),
    );
    await expect(on.jobs.addTargets(id, ['one more'])).rejects.toMatchObject({ code: 'selection_too_large' });
  });
});
