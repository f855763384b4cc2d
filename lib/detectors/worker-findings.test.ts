import { describe, expect, it } from 'vitest';
import { workerView } from '../workers/worker.fixture';
import { delivery, NOW, put, queueSight, record, seenBy, sight, textsOf } from './sight.fixture';
import { workerGone } from './worker-gone';
import { workerNotConsuming } from './worker-not-consuming';
import { workerUnknown } from './worker-unknown';

const silent = { status: 'gone', statusReason: 'no-reply', statusSince: NOW - 40 } as const;

describe('worker-gone', () => {
  it('tells what a worker ran and held that stopped without a word', () => {
    const at = sight({ workers: [workerView('w1@alpha', silent)] });
    put(at, 'a', { state: 'STARTED', deliveries: [delivery({ startedAt: NOW - 50 })] });
    put(at, 'b', { state: 'RECEIVED', deliveries: [delivery()] });
    const [finding] = seenBy(workerGone, at);
    expect(finding).toMatchObject({
      severity: 'warning',
      subject: { kind: 'worker', id: 'w1@alpha' },
      since: NOW - 40,
      sentence: { values: { running: 1, waiting: 1 } },
    });
    expect(finding?.related).toEqual([
      { kind: 'queue', id: 'mail' },
      { kind: 'task', id: 'a' },
      { kind: 'task', id: 'b' },
    ]);
    for (const text of finding === undefined ? [] : textsOf(finding)) expect(text).not.toMatch(/findings\.|[{}]/);
  });

  it('does not claim that it is dead, and is critical when it is silent for minutes', () => {
    const at = sight({ workers: [workerView('w1@alpha', silent)] });
    put(at, 'a', { state: 'STARTED', deliveries: [delivery({ startedAt: NOW - 50 })] });
    const [finding] = seenBy(workerGone, at);
    expect(finding && textsOf(finding)[0]).toMatch(
      /^w1@alpha fell silent at .* while it ran a task, without a word: it is dead, stopped or cut off\.$/,
    );
    const later = { ...at, workers: [workerView('w1@alpha', { ...silent, statusSince: NOW - 130 })] };
    expect(seenBy(workerGone, later)).toMatchObject([{ severity: 'critical' }]);
  });

  it('counts what ran and what waited each by itself', () => {
    const at = sight({ workers: [workerView('w1@alpha', silent)] });
    for (const uuid of ['a', 'b']) put(at, uuid, { state: 'STARTED', deliveries: [delivery({ startedAt: NOW - 50 })] });
    for (const uuid of ['c', 'd', 'e']) put(at, uuid, { state: 'RECEIVED', deliveries: [delivery()] });
    expect(seenBy(workerGone, at).map((finding) => textsOf(finding)[0])).toEqual([
      expect.stringContaining('while it ran 2 tasks and held 3 more'),
    ]);
  });

  it('remembers what it told last when everything was settled since, for a while', () => {
    const at = sight({ workers: [workerView('w1@alpha', silent)] });
    record(at, 'w1@alpha', { active: 2 });
    expect(seenBy(workerGone, at)).toMatchObject([{ sentence: { values: { running: 2 } } }]);
    const later = { ...at, workers: [workerView('w1@alpha', { ...silent, statusSince: NOW - 1000 })] };
    expect(seenBy(workerGone, later)).toEqual([]);
  });

  it('is silent about a clean shutdown, an idle worker and one that is only silent', () => {
    for (const told of [
      { ...silent, statusReason: 'offline-event' },
      { ...silent, status: 'unknown' as const },
    ]) {
      const at = sight({ workers: [workerView('w1@alpha', told)] });
      record(at, 'w1@alpha', { active: 2 });
      expect(seenBy(workerGone, at)).toEqual([]);
    }
    expect(seenBy(workerGone, sight({ workers: [workerView('w1@alpha', silent)] }))).toEqual([]);
  });
});

describe('worker-unknown', () => {
  const unknown = { status: 'unknown', statusReason: 'heartbeats-stopped', statusSince: NOW - 12 } as const;

  it('is a warning when the worker holds tasks, else a notice', () => {
    const seen = (active: number) =>
      seenBy(
        workerUnknown,
        sight({ workers: [workerView('w1@alpha', { ...unknown, active, lastReplyAt: NOW - 20 })] }),
      );
    expect(seen(1)).toMatchObject([{ severity: 'warning', sentence: { values: { because: 'silent', holds: 1 } } }]);
    expect(seen(0)).toMatchObject([{ severity: 'notice', since: NOW - 12 }]);
    for (const text of seen(1).flatMap(textsOf)) expect(text).not.toMatch(/findings\.|[{}]/);
  });

  it('tells one that answers inspect from one that does not', () => {
    const seen = (statusSince: number) =>
      seenBy(
        workerUnknown,
        sight({ workers: [workerView('w1@alpha', { ...unknown, statusSince, lastReplyAt: NOW - 2 })] }),
      );
    expect(seen(NOW - 50)).toEqual([]);
    expect(seen(NOW - 70)).toMatchObject([{ sentence: { values: { because: 'answers' } } }]);
  });

  it('judges none that never beats, and none while events reach us late', () => {
    const mute = sight({ workers: [workerView('w1@alpha', { ...unknown, lastHeartbeatAt: null })] });
    expect(seenBy(workerUnknown, mute)).toEqual([]);
    const late = sight({ workers: [workerView('w1@alpha', unknown)], streamLagSeconds: 9 });
    expect(seenBy(workerUnknown, late)).toEqual([]);
  });

  it('lets a solo pool be silent for five minutes', () => {
    const solo = (statusSince: number) =>
      sight({ workers: [workerView('w1@alpha', { ...unknown, pool: 'solo', statusSince, lastReplyAt: null })] });
    expect(seenBy(workerUnknown, solo(NOW - 200))).toEqual([]);
    expect(seenBy(workerUnknown, solo(NOW - 400))).toMatchObject([{ severity: 'notice' }]);
  });
});

describe('worker-not-consuming', () => {
  const stuck = workerView('w1@alpha', { status: 'not-consuming' });
  const queues = [queueSight('mail', { ready: 4, headUnmovedSeconds: 45 })];

  it('names the queue whose head does not move', () => {
    const [finding] = seenBy(workerNotConsuming, sight({ workers: [stuck], queues }));
    expect(finding).toMatchObject({
      severity: 'critical',
      subject: { kind: 'worker', id: 'w1@alpha' },
      related: [{ kind: 'queue', id: 'mail' }],
      since: NOW - 45,
    });
    for (const text of finding === undefined ? [] : textsOf(finding)) expect(text).not.toMatch(/findings\.|[{}]/);
  });

  it('is a warning while another worker takes from the queue', () => {
    const at = sight({ workers: [stuck, workerView('w2@beta')], queues });
    expect(seenBy(workerNotConsuming, at)).toMatchObject([{ severity: 'warning' }]);
  });

  it('believes RabbitMQ that nobody consumes', () => {
    const told = [queueSight('mail', { ready: 4, consumers: 0 })];
    const at = sight({ workers: [workerView('w1@alpha')], queues: told, brokerKind: 'amqp' });
    expect(seenBy(workerNotConsuming, at)).toMatchObject([{ severity: 'critical' }]);
  });

  it('is silent about queues that move, are empty or paused, or that it does not consume', () => {
    for (const queue of [
      queueSight('mail', { ready: 4, headUnmovedSeconds: 3 }),
      queueSight('mail'),
      queueSight('mail', { ready: 4, headUnmovedSeconds: 45, isPaused: true }),
      queueSight('other', { ready: 4, headUnmovedSeconds: 45 }),
    ])
      expect(seenBy(workerNotConsuming, sight({ workers: [stuck], queues: [queue] }))).toEqual([]);
  });
});
