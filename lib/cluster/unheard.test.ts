import { describe, expect, it } from 'vitest';
import type { BackendResult } from './backend-result';
import { applyEvent, createCluster } from './cluster';
import { taskEvent } from './event.fixture';
import { noteRevoke } from './revocations';
import { overtakenTasks, settleUnheard, unheardTasks, type BrokerContents } from './unheard';

const none = () => null;

function empty(at: number, fields: Partial<BrokerContents> = {}): BrokerContents {
  return {
    ready: () => ({ count: 0, at }),
    isUnacked: () => false,
    watchedSince: 0,
    isConsumerSilent: () => false,
    ...fields,
  };
}

function stored(status: string, doneAt: number | null = 20): BackendResult {
  return {
    status,
    result: 3,
    traceback: null,
    doneAt,
    name: null,
    queue: null,
    parentId: null,
    groupId: null,
  };
}

function sent(fields = {}) {
  const cluster = createCluster();
  applyEvent(cluster, taskEvent('task-sent', 10, { name: 'shop.add', queue: 'celery', ...fields }), 10, none);
  return cluster;
}

describe('a sent task of which nothing more is heard', () => {
  it('is doubted when its queue was read as empty for a while, and not before', () => {
    expect(unheardTasks(sent(), empty(25), 25)).toEqual([]);
    expect(unheardTasks(sent(), empty(31), 31)).toEqual(['u1']);
  });

  it('is not doubted while it may wait somewhere', () => {
    const cluster = sent();
    expect(unheardTasks(cluster, { ...empty(100), ready: () => ({ count: 1, at: 100 }) }, 100)).toEqual([]);
    expect(unheardTasks(cluster, { ...empty(100), ready: none }, 100)).toEqual([]);
    expect(unheardTasks(cluster, empty(100, { isUnacked: () => true }), 100)).toEqual([]);
    expect(unheardTasks(sent({ eta: 90 }), empty(100), 100)).toEqual([]);
    expect(unheardTasks(sent(), empty(100, { isConsumerSilent: () => true }), 100)).toEqual([]);
  });

  it('is not doubted by a reading from before, nor right after a time when nobody watched', () => {
    expect(unheardTasks(sent(), empty(12), 100)).toEqual([]);
    expect(unheardTasks(sent(), empty(100, { watchedSince: 95 }), 100)).toEqual([]);
  });

  it('ends as its stored result tells, also while others wait in its queue', () => {
    const cluster = sent();
    const busy = { ...empty(100), ready: () => ({ count: 9, at: 100 }) };
    expect(settleUnheard(cluster, 'u1', stored('SUCCESS'), busy, 100)).toMatchObject({
      state: 'SUCCESS',
      stateReason: 'result-backend',
      endedAt: 20,
      result: '3',
    });
  });

  it('does not take the stored result of an earlier task of that id, nor one that tells no end', () => {
    for (const result of [stored('FAILURE', 5), stored('STARTED'), null])
      expect(settleUnheard(sent(), 'u1', result, empty(12), 12)).toBeNull();
  });

  it('is unknown when nothing tells its end, and known again by an event that comes late', () => {
    const cluster = sent();
    expect(settleUnheard(cluster, 'u1', null, empty(100), 100)).toMatchObject({
      state: 'UNKNOWN',
      stateReason: 'not-in-broker',
    });
    expect(unheardTasks(cluster, empty(200), 200)).toEqual([]);
    applyEvent(cluster, taskEvent('task-received', 101, { retries: 0 }), 201, none);
    expect(cluster.tasks.get('u1')).toMatchObject({ state: 'RECEIVED', stateReason: null });
  });
});

it('ends a task whose next attempt nobody saw', () => {
  const cluster = sent();
  applyEvent(cluster, taskEvent('task-received', 11, { retries: 0 }), 11, none);
  applyEvent(cluster, taskEvent('task-started', 11), 11, none);
  applyEvent(cluster, taskEvent('task-retried', 12), 12, none);
  expect(settleUnheard(cluster, 'u1', stored('SUCCESS'), empty(13), 13)).toMatchObject({ state: 'SUCCESS' });
});

it('leaves alone what a worker holds', () => {
  const cluster = sent();
  applyEvent(cluster, taskEvent('task-received', 11, { retries: 0 }), 11, none);
  expect(settleUnheard(cluster, 'u1', stored('SUCCESS'), empty(100), 100)).toBeNull();
});

it('takes REVOKED of a task that was revoked for no end while its message may wait: it is written at once', () => {
  const cluster = sent();
  noteRevoke(cluster, 'u1', 15);
  const waits = { ...empty(100), ready: () => ({ count: 3, at: 100 }) };
  expect(settleUnheard(cluster, 'u1', stored('REVOKED'), waits, 100)).toBeNull();
  expect(settleUnheard(cluster, 'u1', stored('REVOKED'), empty(100), 100)?.state).toBe('REVOKED');
  // Of one that nobody is known to have revoked it is all that tells.
  expect(settleUnheard(sent(), 'u1', stored('REVOKED'), waits, 100)?.state).toBe('REVOKED');
});

describe('a sent task that a later one has overtaken', () => {
  const send = (cluster: ReturnType<typeof sent>, uuid: string, at: number, fields = {}) =>
    applyEvent(cluster, taskEvent('task-sent', at, { uuid, queue: 'celery', ...fields }), at, none);
  const receive = (cluster: ReturnType<typeof sent>, uuid: string, at: number) =>
    applyEvent(cluster, taskEvent('task-received', at, { uuid, retries: 0 }), at, none);

  it('may have run unseen once the later one is held for a while', () => {
    const cluster = sent();
    send(cluster, 'later', 12);
    send(cluster, 'last', 13);
    expect(overtakenTasks(cluster, 100)).toEqual([]);
    receive(cluster, 'later', 50);
    expect(overtakenTasks(cluster, 60)).toEqual([]);
    expect(overtakenTasks(cluster, 71)).toEqual(['u1']);
  });

  it('is one of the same queue, whose time has come', () => {
    const cluster = sent();
    send(cluster, 'other', 12, { queue: 'mail' });
    receive(cluster, 'other', 20);
    expect(overtakenTasks(cluster, 100)).toEqual([]);
    const later = sent({ eta: 95 });
    send(later, 'next', 12);
    receive(later, 'next', 20);
    expect(overtakenTasks(later, 100)).toEqual([]);
    expect(overtakenTasks(later, 116)).toEqual(['u1']);
  });
});
