import { describe, expect, it } from 'vitest';
import type { DetectorInput, Sight } from '../detectors/detector';
import { lookUp } from '../detectors/look-up';
import { delivery, NOW, put, record, sight, unackedSight } from '../detectors/sight.fixture';
import { newWorkerRecord } from '../cluster/worker-record';
import { workerView } from '../workers/worker.fixture';
import { standingJudge } from './in-flight';
import { listInFlight } from './in-flight-list';

const up = workerView('w1@alpha', { pid: 100, visibilityTimeoutSeconds: 600 });
const entry = unackedSight('a', NOW - 60);

function seen(told: Partial<Sight>, prepare: (at: Sight) => void = () => undefined): DetectorInput {
  const at = sight(told);
  prepare(at);
  return lookUp(at);
}
const judged = (input: DetectorInput, one = entry) => standingJudge(input)(one);
const running = (at: Sight) => put(at, 'a', { state: 'STARTED', deliveries: [delivery({ startedAt: NOW - 59 })] });

describe('a message in flight', () => {
  it('is held by the live worker whose events tell so, until the shortest visibility timeout', () => {
    expect(judged(seen({ workers: [up] }, running))).toEqual({
      standing: 'held',
      reason: 'events',
      worker: 'w1@alpha',
      as: 'running',
      returnsAt: NOW - 60 + 600,
    });
  });

  it('is scheduled while its eta is ahead', () => {
    const input = seen({ workers: [up] }, (at) => put(at, 'a', { state: 'RECEIVED', deliveries: [delivery()] }));
    expect(judged(input, { ...entry, eta: NOW + 5 }).as).toBe('scheduled');
    expect(judged(input, { ...entry, eta: NOW - 5 }).as).toBe('reserved');
  });

  it('is held by a worker without events that named it when it was asked', () => {
    const held = { uuid: 'a', name: null, args: null, kwargs: null, eta: null, startedAt: null } as const;
    const rest = { acknowledged: null, redelivered: null, routingKey: null, exchange: null, priority: null };
    const { replies } = newWorkerRecord('w1@alpha', 0);
    const input = seen({ workers: [up] }, (at) =>
      record(at, 'w1@alpha', { replies: { ...replies, activeTasks: [{ ...held, ...rest, workerPid: null }] } }),
    );
    expect(judged(input)).toMatchObject({ standing: 'held', reason: 'inspect', worker: 'w1@alpha', as: 'running' });
  });

  it.each([
    [{ status: 'gone', statusReason: 'no-reply', statusSince: NOW - 40 }, 'gone-silent'],
    [{ status: 'gone', statusReason: 'offline-event', statusSince: NOW - 400 }, 'gone-said'],
    [{ pid: 2 }, 'replaced'],
  ] as const)('is abandoned when its worker stands so: %o', (told, reason) => {
    const input = seen({ workers: [workerView('w1@alpha', told)] }, running);
    expect(judged(input)).toMatchObject({ standing: 'abandoned', reason, worker: 'w1@alpha', as: 'running' });
  });

  it('is not known to be abandoned while a worker that leaves may still end it', () => {
    const leaving = workerView('w1@alpha', { status: 'gone', statusReason: 'offline-event', statusSince: NOW - 20 });
    expect(judged(seen({ workers: [leaving] }, running))).toMatchObject({ standing: 'unknown', reason: 'leaves' });
  });

  it('is not known where nobody told who took it, was delivered just now, has ended, or can’t be read', () => {
    const told = (one: typeof entry, prepare?: (at: Sight) => void) => judged(seen({ workers: [up] }, prepare), one);
    expect(told(entry)).toMatchObject({ standing: 'unknown', reason: 'not-told', worker: null });
    expect(told({ ...entry, deliveredAt: NOW - 3 })).toMatchObject({ reason: 'just-delivered' });
    expect(told({ ...entry, uuid: null })).toMatchObject({ standing: 'unknown', reason: 'unreadable' });
    const ended = (at: Sight) =>
      put(at, 'a', { state: 'SUCCESS', deliveries: [delivery({ startedAt: NOW - 59, outcome: 'SUCCESS' })] });
    expect(told(entry, ended)).toMatchObject({ standing: 'unknown', reason: 'ended' });
  });
});

describe('a message that nobody told of', () => {
  const { replies } = newWorkerRecord('w1@alpha', 0);
  const readAt = { active: NOW - 1, reserved: NOW - 1, scheduled: NOW - 1 };
  const told = (watchedSeconds: number, deliveredSeconds: number) =>
    judged(
      seen({ workers: [up], watchedSince: NOW - watchedSeconds }, (at) =>
        record(at, 'w1@alpha', { replies: { ...replies, rateLimited: [], readAt } }),
      ),
      { ...entry, deliveredAt: NOW - deliveredSeconds },
    );

  it('is abandoned when all answered that they do not have it, and one who is silent would be known by now', () => {
    expect(told(1000, 100)).toMatchObject({ standing: 'abandoned', reason: 'nobody', worker: null });
    expect(told(100, 100)).toMatchObject({ standing: 'unknown', reason: 'not-told' });
  });

  it('is abandoned soon when it is overdue, but not before the workers were heard', () => {
    expect(told(70, 700)).toMatchObject({ standing: 'abandoned', reason: 'nobody' });
    expect(told(5, 700)).toMatchObject({ standing: 'unknown', reason: 'not-told' });
  });
});

describe('the list of messages in flight', () => {
  const entries = [
    { ...unackedSight('held', NOW - 100), deliveryTag: '1', retries: 0 },
    { ...unackedSight('left', NOW - 60), deliveryTag: '2', retries: 0 },
    { ...unackedSight('elsewhere', NOW - 60), queue: 'other', deliveryTag: '3', retries: 0 },
  ];
  const gone = workerView('w2@beta', { status: 'gone', statusReason: 'no-reply', statusSince: NOW - 40 });
  const input = seen({ workers: [up, gone] }, (at) => {
    put(at, 'held', { state: 'STARTED', deliveries: [delivery({ receivedAt: NOW - 100, startedAt: NOW - 99 })] });
    put(at, 'left', { state: 'RECEIVED', deliveries: [delivery({ worker: 'w2@beta' })] });
  });

  it('begins with those that somebody must care for, and counts what it leaves out', () => {
    const list = listInFlight(input, { at: NOW - 1, total: 7, entries }, { queue: 'mail', limit: 1 });
    expect(list.messages.map(({ uuid }) => uuid)).toEqual(['left']);
    expect(list).toMatchObject({ at: NOW - 1, total: 7, read: 3, counts: { abandoned: 1, unknown: 0, held: 1 } });
  });

  it('says that nothing was read yet', () => {
    expect(listInFlight(input, null, { queue: null, limit: 9 })).toMatchObject({ at: null, total: null, messages: [] });
  });
});
