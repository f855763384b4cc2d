import { describe, expect, it } from 'vitest';
import { newWorkerRecord, type WorkerRecord, type WorkerReplies } from '../cluster/worker-record';
import { workerView } from '../workers/worker.fixture';
import type { Sight } from './detector';
import { delivery, NOW, put, record, seenBy, sight, textsOf, unackedSight } from './sight.fixture';
import { taskReturns } from './task-returns';

const gone = workerView('w1@alpha', { status: 'gone', statusReason: 'no-reply', statusSince: NOW - 40 });
const other = workerView('w2@beta', { visibilityTimeoutSeconds: 600 });
const unacked = { at: NOW - 1, truncated: false, entries: [unackedSight('a', NOW - 60)] };

function heldByGone(told: Partial<Sight> = {}) {
  const at = sight({ workers: [gone, other], unacked, ...told });
  put(at, 'a', { state: 'STARTED', deliveries: [delivery({ startedAt: NOW - 59 })] });
  return at;
}

function told(strategy: string): Partial<WorkerReplies> {
  return { pool: 'prefork', stats: { pool: { writes: { strategy } } } };
}

function connectedAnew(onlineAt: number, replies = told('fair')): Partial<WorkerRecord> {
  return { onlineAt, replies: { ...newWorkerRecord('w1@alpha', 0).replies, ...replies } };
}

describe('task-returns', () => {
  it('says when the broker gives out again what a lost worker ran', () => {
    const [finding, ...others] = seenBy(taskReturns, heldByGone());
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      severity: 'warning',
      subject: { kind: 'task', id: 'a' },
      related: [
        { kind: 'worker', id: 'w1@alpha' },
        { kind: 'queue', id: 'mail' },
        { kind: 'type', id: 'shop.nap' },
      ],
      since: NOW - 40,
    });
    // Delivered a minute ago, and the live worker looks for what is older than ten minutes.
    expect(finding?.sentence.values).toMatchObject({ held: 'running', due: 'later', dueAt: NOW - 60 + 600 });
    for (const text of finding === undefined ? [] : textsOf(finding)) expect(text).not.toMatch(/findings\.|[{}]/);
  });

  it('names the default where nobody who is up told a timeout, and that nobody is there to give it back', () => {
    const nobody = { ...gone, visibilityTimeoutSeconds: null };
    const [finding] = seenBy(taskReturns, heldByGone({ workers: [nobody] }));
    expect(finding?.sentence.values).toMatchObject({ due: 'nobody', dueAt: NOW - 60 + 3600 });
    expect(finding?.advice.setting).toBe('celery -A your_app worker -Q mail');
    expect(finding === undefined ? '' : textsOf(finding).join('\n')).toContain('so this is the default');
  });

  it('says of what expires before it comes back, or before its time, that it will not run', () => {
    const dueAt = NOW - 60 + 600;
    for (const [expires, eta, doomed] of [
      [dueAt - 1, null, true],
      [dueAt + 100, dueAt + 200, true],
      [dueAt + 100, dueAt + 50, false],
    ] as const) {
      const at = heldByGone();
      put(at, 'a', { state: 'RECEIVED', expires, eta, deliveries: [delivery()] });
      const [finding] = seenBy(taskReturns, at);
      const texts = finding === undefined ? '' : textsOf(finding).join('\n');
      expect(texts.includes('Nothing is lost')).toBe(!doomed);
      expect(/It expires at .*, before it can run/.test(texts)).toBe(doomed);
    }
  });

  it('sees what the former process of a restarted worker left', () => {
    const restarted = workerView('w1@alpha', { pid: 2 });
    const [finding] = seenBy(taskReturns, heldByGone({ workers: [restarted] }));
    expect(finding?.subject.id).toBe('a');
    expect(finding === undefined ? '' : textsOf(finding).join('\n')).toContain('another process');
  });

  it('sees what a worker dropped that connected anew', () => {
    const at = sight({ workers: [workerView('w1@alpha')], unacked });
    put(at, 'a', { state: 'RECEIVED', deliveries: [delivery()] });
    record(at, 'w1@alpha', connectedAnew(NOW - 30));
    expect(seenBy(taskReturns, at)).toMatchObject([{ sentence: { values: { held: 'dropped' } } }]);
  });

  it.each<[string, Partial<WorkerRecord>]>([
    ['has a pool of threads, which keeps what waits in it', connectedAnew(NOW - 30, { pool: 'threads', stats: {} })],
    ['may have written it to a child of its pool', connectedAnew(NOW - 30, told('fcfs'))],
    ['has no children that it writes to', connectedAnew(NOW - 30, { pool: 'prefork', stats: { pool: {} } })],
    ['has not told its pool', connectedAnew(NOW - 30, { pool: null, stats: null })],
    ['received it since, by its own clock', { ...connectedAnew(NOW - 90), onlineSeenAt: NOW }],
  ])('does not take it for dropped where the worker that connected anew %s', (_, worker) => {
    const at = sight({ workers: [workerView('w1@alpha')], unacked });
    put(at, 'a', { state: 'RECEIVED', deliveries: [delivery()] });
    record(at, 'w1@alpha', worker);
    expect(seenBy(taskReturns, at)).toEqual([]);
  });

  it('lets a worker that said it leaves end what it runs', () => {
    const leaving = (statusSince: number) =>
      heldByGone({ workers: [{ ...gone, statusReason: 'offline-event', statusSince }, other] });
    expect(seenBy(taskReturns, leaving(NOW - 50))).toEqual([]);
    expect(seenBy(taskReturns, leaving(NOW - 400))).toHaveLength(1);
  });

  it('tells many of one worker as one', () => {
    const uuids = Array.from({ length: 11 }, (_, index) => `t${index}`);
    const at = sight({
      workers: [gone, other],
      unacked: { ...unacked, entries: uuids.map((uuid) => unackedSight(uuid, NOW - 60)) },
    });
    for (const uuid of uuids) put(at, uuid, { state: 'RECEIVED', deliveries: [delivery()] });
    const [finding, ...others] = seenBy(taskReturns, at);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ subject: { kind: 'worker', id: 'w1@alpha' }, sentence: { values: { count: 11 } } });
    expect(finding?.related).toContainEqual({ kind: 'task', id: 't10' });
  });

  it('finds a message that nobody was ever seen to take, once every worker answered without naming it', () => {
    const at = sight({ workers: [other], unacked });
    const replies = { activeTasks: [], reservedTasks: [], scheduledTasks: [], rateLimited: [] };
    const answered = (readAt: number) => ({ active: readAt, reserved: readAt, scheduled: readAt });
    const tell = (told: object, readAt: number): void => {
      const { replies: none } = { replies: { ...replies, ...told, readAt: answered(readAt) } };
      record(at, 'w2@beta', { replies: none as never });
    };
    tell({}, NOW - 50);
    expect(seenBy(taskReturns, at)).toEqual([]);
    tell({}, NOW - 5);
    expect(seenBy(taskReturns, at)).toMatchObject([{ sentence: { values: { held: 'nobody' } } }]);
    tell({ rateLimited: ['shop.nap'] }, NOW - 5);
    expect(seenBy(taskReturns, at)).toEqual([]);
  });

  it.each<[string, Partial<Sight>]>([
    ['its worker is up', { workers: [workerView('w1@alpha'), other] }],
    ['the broker does not have it any more', { unacked: { ...unacked, entries: [] } }],
    ['it was delivered just now', { unacked: { ...unacked, entries: [unackedSight('a', NOW - 3)] } }],
    ['it was delivered anew since', { unacked: { ...unacked, entries: [unackedSight('a', NOW - 20)] } }],
  ])('stays silent when %s', (_, told) => {
    expect(seenBy(taskReturns, heldByGone(told))).toEqual([]);
  });

  it('waits on RabbitMQ for the connection to be seen closed', () => {
    const at = sight({ brokerKind: 'amqp', workers: [gone] });
    put(at, 'a', { state: 'STARTED', stateReason: 'held-by-gone-worker', deliveries: [delivery()] });
    const [finding] = seenBy(taskReturns, at);
    expect(finding?.sentence.values).toMatchObject({ due: 'closed' });
  });
});
