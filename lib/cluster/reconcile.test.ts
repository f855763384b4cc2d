import { describe, expect, it } from 'vitest';
import { readCapture } from '@/e2e/captures/read-capture';
import type { BackendResult } from './backend-result';
import { applyEvent, createCluster, heldCounts, putWorker, sweepCluster, type Cluster } from './cluster';
import { taskEvent, workerEvent } from './event.fixture';
import {
  createReconcileMemory,
  doubtsOfGone,
  expireSent,
  forgetGone,
  reconcileReply,
  settleDoubt,
  type Doubt,
  type HeldCommand,
} from './reconcile';
import { reduceWorkerReply } from './reduce-worker';
import type { HeldTask } from './worker';

const none = () => null;
const W1 = 'w1@alpha';

function heldTask(uuid: string, fields: Partial<HeldTask> = {}): HeldTask {
  return {
    uuid,
    name: 'shop.add',
    args: '[1]',
    kwargs: '{}',
    eta: null,
    startedAt: null,
    acknowledged: null,
    redelivered: false,
    routingKey: 'celery',
    exchange: '',
    priority: 0,
    workerPid: null,
    ...fields,
  };
}

const FIELDS = { active: 'activeTasks', reserved: 'reservedTasks', scheduled: 'scheduledTasks' } as const;

function monitor(cluster = createCluster()) {
  const memory = createReconcileMemory();
  return {
    memory,
    cluster,
    event: (event: Parameters<typeof applyEvent>[1], at = event.timestamp) => applyEvent(cluster, event, at, none),
    reply(command: HeldCommand, tasks: readonly HeldTask[], at: number, hostname = W1): readonly Doubt[] {
      const worker = reduceWorkerReply(
        cluster.workers.get(hostname) ?? null,
        hostname,
        command,
        { [FIELDS[command]]: tasks, rateLimited: ['shop.limited'] },
        at,
      );
      putWorker(cluster, worker);
      return reconcileReply(memory, cluster, hostname, command, none);
    },
    task: (uuid = 'u1') => cluster.tasks.get(uuid),
  };
}

function stored(status: string, fields: Partial<BackendResult> = {}): BackendResult {
  return {
    status,
    result: null,
    traceback: null,
    doneAt: 30,
    name: null,
    queue: null,
    parentId: null,
    groupId: null,
    ...fields,
  };
}

function running(startedAt = 1) {
  const m = monitor();
  m.event(workerEvent('worker-online', 0.5));
  m.event(taskEvent('task-received', startedAt, { name: 'shop.add', retries: 0 }));
  m.event(taskEvent('task-started', startedAt));
  return m;
}

describe('a run that its worker no longer names', () => {
  it('is doubted when it was missing twice, and not while events may be late', () => {
    const m = running(10);
    expect(m.reply('active', [], 12)).toEqual([]);
    expect(m.reply('active', [], 14)).toEqual([]);
    expect(m.reply('active', [], 18)).toEqual([]);
    expect(m.reply('active', [], 22)).toEqual([{ uuid: 'u1', hostname: W1, why: 'not-held' }]);
  });

  it('is not doubted when it was named in between', () => {
    const m = running(1);
    expect(m.reply('active', [], 20)).toEqual([]);
    expect(m.reply('active', [heldTask('u1', { startedAt: 1 })], 24)).toEqual([]);
    expect(m.reply('active', [], 28)).toEqual([]);
  });

  it('ends as the result backend tells', () => {
    const m = running();
    m.reply('active', [], 20);
    const [doubt] = m.reply('active', [], 24);
    if (doubt === undefined) throw new Error('no doubt');
    settleDoubt(m.cluster, doubt, stored('SUCCESS', { result: { a: [1] }, doneAt: 15 }), none, 25);
    expect(m.task()).toMatchObject({
      state: 'SUCCESS',
      stateReason: null,
      result: '{"a":[1]}',
      endedAt: 15,
      runtimeSeconds: 14,
    });
    expect(heldCounts(m.cluster, W1, 25).running).toBe(0);
  });

  it('tells the exception of a stored failure', () => {
    const m = running();
    const result = { exc_type: 'ValueError', exc_message: ['no stock'], exc_module: 'builtins' };
    settleDoubt(
      m.cluster,
      { uuid: 'u1', hostname: W1, why: 'not-held' },
      stored('FAILURE', { result, traceback: 'Traceback' }),
      none,
      25,
    );
    expect(m.task()).toMatchObject({
      state: 'FAILURE',
      exception: 'ValueError("no stock")',
      exceptionType: 'ValueError',
      traceback: 'Traceback',
    });
  });

  it('is unknown when the backend tells no end, and known again when its event comes after all', () => {
    const m = running();
    const doubt: Doubt = { uuid: 'u1', hostname: W1, why: 'not-held' };
    settleDoubt(m.cluster, doubt, stored('STARTED'), none, 25);
    expect(m.task()).toMatchObject({ state: 'UNKNOWN', stateReason: 'not-held-by-worker', endedAt: null });
    m.event(taskEvent('task-succeeded', 26, { runtimeSeconds: 25, result: '1' }));
    expect(m.task()).toMatchObject({
      state: 'SUCCESS',
      stateReason: null,
      deliveries: [{ outcome: 'SUCCESS', startedAt: 1 }],
    });
    expect(m.task()?.deliveries[0]?.endedBy).toBeUndefined();
  });

  it('runs again when the worker names it after all', () => {
    const m = running();
    settleDoubt(m.cluster, { uuid: 'u1', hostname: W1, why: 'not-held' }, null, none, 25);
    m.reply('active', [heldTask('u1', { startedAt: 1 })], 30);
    expect(m.task()).toMatchObject({ state: 'STARTED', stateReason: null, deliveries: [{ outcome: null }] });
  });

  it('does not take the stored result of an earlier run for its own', () => {
    const m = running(100);
    settleDoubt(m.cluster, { uuid: 'u1', hostname: W1, why: 'not-held' }, stored('FAILURE', { doneAt: 50 }), none, 125);
    expect(m.task()?.state).toBe('UNKNOWN');
  });

  it('is the one whose terminal event a reconnect swallowed (capture)', () => {
    const { events, uuids } = readCapture('redis-5.6.3-broker-reconnect');
    const m = monitor();
    for (const { event, receivedAt } of events) m.event(event, receivedAt);
    const last = events.at(-1)?.receivedAt ?? 0;
    m.reply('active', [], last + 10);
    const doubts = m.reply('active', [], last + 14);
    expect(doubts.map(({ uuid }) => uuid)).toEqual([uuids['running_over_reconnect_no_terminal_event']]);
  });
});

describe('a task that waits on a worker', () => {
  function reserved(name = 'shop.add') {
    const m = monitor();
    m.event(taskEvent('task-received', 1, { name, retries: 0 }));
    m.reply('active', [], 10);
    m.reply('scheduled', [], 10);
    return m;
  }

  it('is doubted when no reply names it', () => {
    const m = reserved();
    expect(m.reply('reserved', [], 20)).toEqual([]);
    expect(m.reply('reserved', [], 24)).toEqual([{ uuid: 'u1', hostname: W1, why: 'not-held' }]);
  });

  it('is not doubted when it waits for a rate limit, which no reply shows', () => {
    const m = reserved('shop.limited');
    m.reply('reserved', [], 20);
    expect(m.reply('reserved', [], 24)).toEqual([]);
  });

  it('keeps its state while the broker holds it unacknowledged', () => {
    const m = reserved();
    expect(settleDoubt(m.cluster, { uuid: 'u1', hostname: W1, why: 'not-held' }, null, () => true, 25)).toBeNull();
    settleDoubt(m.cluster, { uuid: 'u1', hostname: W1, why: 'not-held' }, null, () => false, 25);
    expect(m.task()?.state).toBe('UNKNOWN');
  });
});

describe('a task that only inspect shows', () => {
  it('is taken over with its real queue, running at once', () => {
    const m = monitor();
    m.reply('active', [heldTask('new', { startedAt: 5, redelivered: true, priority: 3 })], 10);
    expect(m.task('new')).toMatchObject({
      state: 'STARTED',
      name: 'shop.add',
      queue: 'celery',
      queueSource: 'inspect',
      priority: 3,
      startedAt: 5,
      worker: W1,
      deliveries: [{ startedBy: 'inspect', redelivered: true }],
    });
    expect(heldCounts(m.cluster, W1, 10).running).toBe(1);
  });

  it('has one delivery when its events come late', () => {
    const m = monitor();
    m.reply('active', [heldTask('u1', { startedAt: 5.004 })], 10);
    m.event(taskEvent('task-received', 5, { retries: 0 }), 11);
    m.event(taskEvent('task-started', 5.002), 11);
    m.event(taskEvent('task-started', 5.002), 11);
    m.event(taskEvent('task-succeeded', 12, { result: '1', runtimeSeconds: 7 }));
    expect(m.task()?.deliveries).toMatchObject([{ startedAt: 5.002, outcome: 'SUCCESS' }]);
    expect(m.task()?.deliveries[0]?.startedBy).toBeUndefined();
  });

  it('waits in line when two replies named it', () => {
    const m = monitor();
    m.reply('reserved', [heldTask('r')], 10);
    expect(m.task('r')).toBeUndefined();
    m.reply('reserved', [heldTask('r')], 14);
    expect(m.task('r')).toMatchObject({ state: 'RECEIVED', queue: 'celery', worker: W1 });
    m.event(taskEvent('task-started', 20, { uuid: 'r' }));
    m.event(taskEvent('task-started', 20, { uuid: 'r' }));
    expect(m.task('r')?.deliveries).toHaveLength(1);
  });

  it('has no queue when its exchange has a name: that is not ours to guess', () => {
    const m = monitor();
    m.reply('active', [heldTask('new', { startedAt: 5, exchange: 'media', routingKey: 'a.b' })], 10);
    expect(m.task('new')).toMatchObject({ queue: null, exchange: 'media', routingKey: 'a.b' });
  });

  it('stays ended when the reply was under way while it ended', () => {
    const m = running();
    m.event(taskEvent('task-succeeded', 9, { runtimeSeconds: 8, result: '1' }));
    m.reply('active', [heldTask('u1', { startedAt: 1 })], 9.1);
    expect(m.task()).toMatchObject({ state: 'SUCCESS', deliveries: [{ outcome: 'SUCCESS' }] });
  });
});

describe('what a vanished worker held', () => {
  function settleAll(cluster: Cluster, isUnacked: (uuid: string) => boolean | null, now: number): void {
    for (const doubt of doubtsOfGone(cluster, [W1], isUnacked, now)) settleDoubt(cluster, doubt, null, isUnacked, now);
  }

  it('is lost if it ran and was acknowledged, and returns if the broker still holds it', () => {
    const { events, uuids } = readCapture('redis-5.6.3-crash');
    const m = monitor();
    for (const { event, receivedAt } of events) if (event.hostname !== 'w2@beta') m.event(event, receivedAt);
    const running = uuids['acks_late_running_at_kill'] ?? '';
    const inLine = uuids['early_ack_reserved_at_kill'] ?? '';
    settleAll(m.cluster, () => true, 4e9);
    expect(m.task(running)).toMatchObject({ state: 'STARTED', stateReason: 'held-by-gone-worker' });
    expect(m.task(inLine)).toMatchObject({ state: 'RECEIVED', stateReason: 'held-by-gone-worker' });
    expect(doubtsOfGone(m.cluster, [W1], () => true, 4e9)).toEqual([]);
    settleAll(m.cluster, () => false, 4e9);
    expect(m.task(running)).toMatchObject({ state: 'LOST', stateReason: 'worker-lost' });
    expect(m.task(inLine)).toMatchObject({ state: 'SENT', stateReason: 'requeued' });
    for (const { event, receivedAt } of events) if (event.hostname === 'w2@beta') m.event(event, receivedAt);
    expect(m.task(running)).toMatchObject({ state: 'SUCCESS', stateReason: null, worker: 'w2@beta' });
    expect(m.task(inLine)?.state).toBe('SUCCESS');
  });

  it('is not said of a task that another worker has taken or ended since', () => {
    const m = running();
    settleAll(m.cluster, () => true, 100);
    expect(m.task()?.stateReason).toBe('held-by-gone-worker');
    m.event(taskEvent('task-received', 110, { hostname: 'w2@beta' }));
    m.event(taskEvent('task-started', 110, { hostname: 'w2@beta' }));
    settleAll(m.cluster, () => true, 111);
    expect(m.task()).toMatchObject({ state: 'STARTED', worker: 'w2@beta', stateReason: null });
    m.event(taskEvent('task-succeeded', 112, { hostname: 'w2@beta' }));
    settleAll(m.cluster, () => true, 113);
    expect(m.task()).toMatchObject({ state: 'SUCCESS', stateReason: null });
  });

  it('is judged by its acknowledgement where the broker tells nothing', () => {
    for (const [acknowledged, state] of [
      [true, 'LOST'],
      [false, 'STARTED'],
      [null, 'UNKNOWN'],
    ] as const) {
      const m = running();
      m.reply('active', [heldTask('u1', { startedAt: 1, acknowledged })], 3);
      settleAll(m.cluster, none, 100);
      expect(m.task()?.state).toBe(state);
    }
  });

  it('is given time to end after a warm shutdown began', () => {
    const m = running();
    m.event(workerEvent('worker-offline', 10));
    expect(doubtsOfGone(m.cluster, [W1], none, 60)).toEqual([]);
    settleAll(m.cluster, none, 71);
    expect(m.task()).toMatchObject({ state: 'UNKNOWN', stateReason: 'worker-offline' });
  });

  it('leaves memory when it is decided', () => {
    const m = running();
    settleAll(m.cluster, none, 100);
    m.cluster.dirtyTasks.clear();
    sweepCluster(m.cluster, 200);
    expect(m.cluster.tasks.size).toBe(0);
  });
});

it('takes an expired message that nobody received for revoked', () => {
  const m = monitor();
  m.event(taskEvent('task-sent', 100, { uuid: 'later', expires: 900, queue: 'celery' }));
  m.event(taskEvent('task-sent', 100, { uuid: 'never', queue: 'celery' }));
  m.event(taskEvent('task-sent', 100, { uuid: 'past', expires: 130, queue: 'celery' }));
  expect(expireSent(m.cluster, 200)).toBe(1);
  expect(m.task('past')).toMatchObject({ state: 'REVOKED', stateReason: 'expired-in-queue' });
  expect([m.task('later')?.state, m.task('never')?.state]).toEqual(['SENT', 'SENT']);
  m.event(taskEvent('task-received', 201, { uuid: 'past', retries: 0 }));
  expect(m.task('past')?.state).toBe('RECEIVED');
});

it('remembers nothing of workers that are no longer known', () => {
  const m = monitor();
  m.reply('active', [heldTask('a')], 10);
  m.reply('reserved', [heldTask('b')], 10, 'w2@beta');
  m.cluster.workers.delete(W1);
  forgetGone(m.memory, m.cluster);
  expect([...m.memory.missing.keys(), ...m.memory.unexpected.keys()]).toEqual(['reserved w2@beta', 'reserved w2@beta']);
});
