import { describe, expect, it } from 'vitest';
import type { HeldTask } from '@/lib/cluster/worker';
import { createMasker, NO_MASKER } from '@/lib/masking/masker';
import { taskEvent } from '@/lib/cluster/event.fixture';
import { applyEvent, createCluster, putTask } from '@/lib/cluster/cluster';
import type { Action } from '@/lib/cluster/action';
import { BrokerError, type OutgoingTask } from '../brokers/broker';
import { createReplayBroker } from '../brokers/replay';
import type { ControlContext } from './control-context';
import { retry, retryPreview } from './retry';

const none = () => null;

/** A failed task `u1`, and a broker that does `publish` when something is sent. */
function failedTask(publish: (task: OutgoingTask) => Promise<void>, fields = {}) {
  const cluster = createCluster();
  const event = (type: Parameters<typeof taskEvent>[0], at: number, change = {}): void =>
    void applyEvent(cluster, taskEvent(type, at, change), at, none);
  event('task-sent', 1, { name: 'shop.add', args: '(1, 2)', kwargs: '{}', queue: 'celery', ...fields });
  event('task-received', 2, { retries: 0 });
  event('task-failed', 3, { exception: 'ValueError()' });
  const actions: Action[] = [];
  const context: ControlContext = {
    broker: { ...createReplayBroker({ file: 'none' }), publish },
    backend: none,
    task: (uuid) => cluster.tasks.get(uuid) ?? null,
    held: none,
    masker: NO_MASKER,
    liveWorkers: () => [],
    now: () => 100,
    published: (task) => putTask(cluster, task, 100),
    record: (action) => void actions.push(action),
    note: () => undefined,
  };
  return { cluster, event, context, actions };
}

const request = { uuid: 'u1', actor: 'ada', address: '127.0.0.1' };

describe('a retry', () => {
  it('sends the whole arguments as a new task', async () => {
    const sent: OutgoingTask[] = [];
    const { context, cluster } = failedTask((task) => Promise.resolve(void sent.push(task)));
    const { uuid, source } = await retry(context, request);
    expect(source).toBe('event repr');
    expect(sent).toMatchObject([{ queue: 'celery', correlationId: uuid, headers: { id: uuid, task: 'shop.add' } }]);
    expect(JSON.parse(sent[0]?.body.toString() ?? '')).toMatchObject([[1, 2], {}, {}]);
    expect(cluster.tasks.get(uuid)).toMatchObject({ state: 'SENT', retryOf: 'u1', sentAt: 100 });
  });

  it('keeps what a quick worker told before the broker confirmed', async () => {
    const quick = failedTask((task) => {
      const uuid = task.correlationId;
      quick.event('task-received', 100, { uuid, name: 'shop.add', retries: 0 });
      quick.event('task-succeeded', 101, { uuid, result: '3', runtimeSeconds: 0.1 });
      return Promise.resolve();
    });
    const { uuid } = await retry(quick.context, request);
    expect(quick.cluster.tasks.get(uuid)).toMatchObject({
      state: 'SUCCESS',
      result: '3',
      retryOf: 'u1',
      queue: 'celery',
      updatedAt: 101,
      deliveries: [{ outcome: 'SUCCESS' }],
    });
  });

  it('of arguments that were cut is refused with the reason', async () => {
    const { context } = failedTask(() => Promise.resolve(), { args: "('a...', 2)" });
    await expect(retry(context, request)).rejects.toMatchObject({
      code: 'args_unknown',
      status: 409,
      message: expect.stringContaining('cut') as string,
    });
  });

  it('that the broker did not take leaves no task', async () => {
    const { context, cluster, actions } = failedTask(() =>
      Promise.reject(new BrokerError('NO_QUEUE', 'no such queue')),
    );
    await expect(retry(context, request)).rejects.toMatchObject({ code: 'broker_refused', status: 503 });
    expect([...cluster.tasks.keys()]).toEqual(['u1']);
    expect(actions).toEqual([]);
  });
});

describe('a retry of arguments with a secret', () => {
  const masker = createMasker({ keys: [], patterns: [] });
  const held: HeldTask = {
    uuid: 'u1',
    name: 'shop.add',
    args: '[1]',
    kwargs: '{"password": "hunter2", "n": 1}',
    eta: null,
    startedAt: null,
    acknowledged: null,
    redelivered: null,
    routingKey: 'celery',
    exchange: '',
    priority: null,
    workerPid: null,
  };
  const masked = { args: '(1,)', kwargs: "{'password': •••, 'n': 1}" };

  it('is refused where only the masked text is known', async () => {
    const { context } = failedTask(() => Promise.reject(new Error('sent')), masked);
    await expect(retry({ ...context, masker }, request)).rejects.toMatchObject({ code: 'args_masked', status: 409 });
    await expect(
      retry({ ...context, masker }, { ...request, args: '[1]', kwargs: '{"password": "•••"}' }),
    ).rejects.toMatchObject({ code: 'args_masked', status: 400 });
  });

  it('shows the mask, sends the real value, and keeps the mask', async () => {
    const sent: OutgoingTask[] = [];
    const { context, cluster } = failedTask((task) => Promise.resolve(void sent.push(task)), masked);
    const masking = { ...context, masker, held: () => held };
    expect(await retryPreview(masking, 'u1')).toMatchObject({ masked: true, kwargs: '{"password": "•••", "n": 1}' });
    const first = await retry(masking, request);
    const second = await retry(masking, { ...request, args: '[2]', kwargs: '{"password": "•••", "n": 2}' });
    expect([first.source, second.source]).toEqual(['inspect', 'edited']);
    expect(sent.map(({ body }) => JSON.parse(body.toString()) as unknown)).toMatchObject([
      [[1], { password: 'hunter2', n: 1 }, {}],
      [[2], { password: 'hunter2', n: 2 }, {}],
    ]);
    expect([...cluster.tasks.values()].map((task) => task.kwargs).join()).not.toContain('hunter2');
  });
});
