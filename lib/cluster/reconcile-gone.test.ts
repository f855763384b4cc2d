import { describe, expect, it } from 'vitest';
import { readCapture } from '@/e2e/captures/read-capture';
import { putWorker, sweepCluster, type Cluster } from './cluster';
import { taskEvent, workerEvent } from './event.fixture';
import { doubtsOfGone, settleDoubt } from './reconcile';
import { reduceWorkerReply } from './reduce-worker';
import { heldTask, monitor, none, running, stored, W1 } from './reconcile.fixture';
import { noteRevoke } from './revocations';

describe('what a vanished worker held', () => {
  function settleAll(cluster: Cluster, isUnacked: (uuid: string) => boolean | null, now: number): void {
    for (const doubt of doubtsOfGone(cluster, [W1], isUnacked, now)) settleDoubt(cluster, doubt, null, isUnacked, now);
  }

  it('is lost if it ran and the broker does not hold it, unless its type is acknowledged at its end', () => {
    for (const [acksLate, state] of [
      [{ 'shop.add': false }, 'LOST'],
      [{ 'shop.add': true }, 'SENT'],
      [null, 'LOST'],
    ] as const) {
      const m = running();
      putWorker(m.cluster, reduceWorkerReply(m.cluster.workers.get(W1) ?? null, W1, 'registered', { acksLate }, 3));
      settleAll(m.cluster, () => false, 100);
      expect(m.task()?.state).toBe(state);
    }
  });

  it('is acknowledged early, if its type tells that, whatever an old reading of the broker held', () => {
    const m = running();
    const acksLate = { 'shop.add': false };
    putWorker(m.cluster, reduceWorkerReply(m.cluster.workers.get(W1) ?? null, W1, 'registered', { acksLate }, 3));
    settleAll(m.cluster, () => true, 100);
    settleAll(m.cluster, () => false, 110);
    expect(m.task()?.state).toBe('LOST');
  });

  it('returns if the broker still holds it, to its queue when it holds it no longer', () => {
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
    for (const uuid of [running, inLine])
      expect(m.task(uuid)).toMatchObject({ state: 'SENT', stateReason: 'requeued' });
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

  it('is given back though a result backend tells REVOKED, which it does as soon as somebody asks for it', () => {
    const m = monitor();
    m.event(workerEvent('worker-online', 1, { hostname: W1 }));
    m.event(taskEvent('task-sent', 9, { queue: 'celery' }));
    m.event(taskEvent('task-received', 10, { hostname: W1, retries: 0 }));
    noteRevoke(m.cluster, 'u1', 12);
    for (const doubt of doubtsOfGone(m.cluster, [W1], () => false, 100))
      settleDoubt(m.cluster, doubt, stored('REVOKED'), () => false, 100);
    expect(m.task()).toMatchObject({ state: 'SENT', stateReason: 'requeued' });
  });

  it('keeps a message that is not acknowledged through such a REVOKED, though no worker named the revoke yet', () => {
    const m = monitor();
    m.event(workerEvent('worker-online', 1, { hostname: W1 }));
    m.event(taskEvent('task-received', 10, { hostname: W1, retries: 0 }));
    for (const doubt of doubtsOfGone(m.cluster, [W1], () => true, 100))
      settleDoubt(m.cluster, doubt, stored('REVOKED'), () => true, 100);
    expect(m.task()).toMatchObject({ state: 'RECEIVED', stateReason: 'held-by-gone-worker' });
  });

  it('is not ended by the RETRY of its earlier attempt, which stays stored while the next one waits', () => {
    const m = monitor();
    m.event(workerEvent('worker-online', 1, { hostname: W1 }));
    m.event(taskEvent('task-received', 10, { hostname: W1, retries: 0 }));
    m.event(taskEvent('task-started', 10, { hostname: W1 }));
    const retry = stored('RETRY', { doneAt: null });
    const settle = () => {
      for (const doubt of doubtsOfGone(m.cluster, [W1], () => true, 100))
        settleDoubt(m.cluster, doubt, retry, () => true, 100);
    };
    m.event(taskEvent('task-retried', 11, { hostname: W1, exception: 'E()' }));
    m.event(taskEvent('task-received', 12, { hostname: W1, retries: 1, eta: 900 }));
    settle();
    expect(m.task()).toMatchObject({ state: 'RECEIVED', stateReason: 'held-by-gone-worker' });
    expect(m.task()?.deliveries.map(({ outcome }) => outcome)).toEqual(['RETRY', null]);
  });

  it('is ended by the RETRY of its own run, where no event told it', () => {
    const m = running();
    for (const doubt of doubtsOfGone(m.cluster, [W1], () => false, 100))
      settleDoubt(m.cluster, doubt, stored('RETRY', { doneAt: null }), () => false, 100);
    expect(m.task()?.deliveries.map(({ outcome }) => outcome)).toEqual(['RETRY']);
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

  it('is judged by what its type does where no answer named it', () => {
    for (const [acksLate, state] of [
      [{ 'shop.add': false }, 'LOST'],
      [{ 'shop.add': true }, 'STARTED'],
      [{ 'shop.other': false }, 'UNKNOWN'],
      [null, 'UNKNOWN'],
    ] as const) {
      const m = running();
      const before = m.cluster.workers.get(W1) ?? null;
      putWorker(m.cluster, reduceWorkerReply(before, W1, 'registered', { acksLate }, 3));
      settleAll(m.cluster, none, 100);
      expect(m.task()?.state).toBe(state);
    }
  });

  it('is counted by what ran there, whatever the last heartbeat told', () => {
    const m = running();
    m.event(workerEvent('worker-heartbeat', 2, { active: 0 }));
    settleAll(m.cluster, () => false, 100);
    expect(m.task()?.state).toBe('LOST');
    expect(m.cluster.workers.get(W1)?.active).toBe(1);
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
