import { describe, expect, it } from 'vitest';
import { readCapture } from '@/e2e/captures/read-capture';
import { heldCounts } from './cluster';
import { taskEvent } from './event.fixture';
import { expireSent, forgetGone, settleDoubt, type Doubt } from './reconcile';
import { heldTask, monitor, none, running, stored, W1 } from './reconcile.fixture';

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
