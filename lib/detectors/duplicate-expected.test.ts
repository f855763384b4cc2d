import { describe, expect, it } from 'vitest';
import { workerView } from '../workers/worker.fixture';
import type { Sight } from './detector';
import { duplicateExpected } from './duplicate-expected';
import { etaBeyondVisibilityTimeout } from './eta-beyond-visibility-timeout';
import { delivery, NOW, put, record, seenBy, sight, textsOf, unackedSight } from './sight.fixture';

const HOUR = 3600;
const workers = [workerView('w1@alpha', { visibilityTimeoutSeconds: HOUR }), workerView('w2@beta')];

/** `a` was delivered so many seconds ago. */
function heldFor(seconds: number, told: Partial<Sight> = {}, task: Parameters<typeof put>[2] = {}) {
  const deliveredAt = NOW - seconds;
  const entry = unackedSight('a', deliveredAt, { eta: task.eta ?? null });
  const at = sight({ workers, unacked: { at: NOW, truncated: false, entries: [entry] }, ...told });
  const running = [delivery({ receivedAt: deliveredAt, startedAt: deliveredAt })];
  put(at, 'a', { state: 'STARTED', deliveries: running, ...task });
  return at;
}

const waiting = [delivery({ receivedAt: NOW - 60 })];

describe('duplicate-expected', () => {
  it('counts down to when a long run is given out again', () => {
    const [finding, ...others] = seenBy(duplicateExpected, heldFor(3000));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      severity: 'warning',
      subject: { kind: 'task', id: 'a' },
      advice: { setting: 'broker_transport_options = {"visibility_timeout": 7200}' },
      figure: { kind: 'deliveries', dueAt: NOW + 600 },
    });
    expect(finding?.sentence.values).toMatchObject({ because: 'running', dueAt: NOW + 600, overdue: 'no' });
    for (const text of finding === undefined ? [] : textsOf(finding)) expect(text).not.toMatch(/findings\.|[{}]/);
  });

  it('knows at once that an eta is beyond the timeout', () => {
    const at = heldFor(60, {}, { state: 'RECEIVED', deliveries: waiting, eta: NOW + 4 * HOUR });
    const [finding] = seenBy(duplicateExpected, at);
    expect(finding?.sentence.values).toMatchObject({ because: 'eta', etaAt: NOW + 4 * HOUR, dueAt: NOW - 60 + HOUR });
    expect(finding?.advice.setting).toBe('broker_transport_options = {"visibility_timeout": 43200}');
  });

  it('takes the shortest timeout of the workers, which counts for all', () => {
    const short = [...workers, workerView('w3@gamma', { visibilityTimeoutSeconds: 60 })];
    const [finding] = seenBy(duplicateExpected, heldFor(50, { workers: short }));
    expect(finding?.sentence.values).toMatchObject({ timeoutSeconds: 60 });
    expect(finding === undefined ? '' : textsOf(finding).join('\n')).toContain('w3@gamma');
  });

  it('sees the copy that waits already', () => {
    const copy = delivery({ n: 2, worker: 'w2@beta', pid: null, receivedAt: NOW - 5 });
    const at = heldFor(3700, {}, { deliveries: [delivery({ startedAt: NOW - 3700 }), copy] });
    expect(seenBy(duplicateExpected, at)).toMatchObject([{ sentence: { values: { because: 'copied' } } }]);
  });

  it('tells many that wait on one worker as one', () => {
    const uuids = Array.from({ length: 11 }, (_, index) => `t${index}`);
    const entries = uuids.map((uuid) => unackedSight(uuid, NOW - 3500));
    const at = sight({ workers, unacked: { at: NOW, truncated: false, entries } });
    for (const uuid of uuids) put(at, uuid, { state: 'RECEIVED', deliveries: waiting });
    expect(seenBy(duplicateExpected, at)).toMatchObject([
      { subject: { kind: 'worker', id: 'w1@alpha' }, sentence: { values: { count: 11 } } },
    ]);
  });

  it.each<[string, () => Sight]>([
    ['the run is young', () => heldFor(600)],
    ['the eta comes first', () => heldFor(60, {}, { state: 'RECEIVED', deliveries: waiting, eta: NOW + 1800 })],
    ['it is acknowledged', () => heldFor(3500, { unacked: { at: NOW, truncated: false, entries: [] } })],
    [
      'its worker is gone: then it simply comes back',
      () => heldFor(3500, { workers: [workerView('w1@alpha', { status: 'gone' }), workerView('w2@beta')] }),
    ],
    [
      'it ran twice already',
      () => {
        const runs = [1, 2].map((n) => delivery({ n, startedAt: NOW - 3500 + n, receivedAt: NOW - 3500 + n }));
        return heldFor(3500, {}, { deliveries: runs });
      },
    ],
    [
      'its workers drop copies of what succeeded',
      () => {
        const at = heldFor(3500);
        for (const { hostname } of workers)
          record(at, hostname, { replies: { conf: { worker_deduplicate_successful_tasks: true } } as never });
        return at;
      },
    ],
    [
      'nobody told a timeout',
      () => heldFor(3500, { workers: [workerView('w1@alpha', { visibilityTimeoutSeconds: null })] }),
    ],
  ])('stays silent when %s', (_, at) => {
    expect(seenBy(duplicateExpected, at())).toEqual([]);
  });
});

describe('duplicate-expected on RabbitMQ', () => {
  const rabbit = { brokerKind: 'amqp', unacked: null } as const;
  const eta = { state: 'RECEIVED', deliveries: waiting, eta: NOW + HOUR } as const;

  it('takes the default consumer timeout for what waits for its eta', () => {
    const [finding] = seenBy(duplicateExpected, heldFor(60, rabbit, eta));
    expect(finding?.sentence.values).toMatchObject({ broker: 'amqp', timeoutSeconds: 1800 });
    expect(finding?.advice.setting).toBe('consumer_timeout = 7200000');
    for (const text of finding === undefined ? [] : textsOf(finding)) expect(text).not.toMatch(/findings\.|[{}]/);
  });

  it('counts a run only where inspect tells that it is not acknowledged', () => {
    const at = heldFor(1700, rabbit);
    expect(seenBy(duplicateExpected, at)).toEqual([]);
    record(at, 'w1@alpha', { replies: { activeTasks: [{ uuid: 'a', acknowledged: false }] } as never });
    expect(seenBy(duplicateExpected, at)).toHaveLength(1);
  });

  it('learns from what was held for longer that the timeout is another', () => {
    const at = heldFor(60, rabbit, eta);
    put(at, 'old', { state: 'RECEIVED', deliveries: [delivery({ receivedAt: NOW - 2000 })] });
    expect(seenBy(duplicateExpected, at)).toEqual([]);
  });
});

describe('eta-beyond-visibility-timeout', () => {
  const many = (count: number) => {
    const uuids = Array.from({ length: count }, (_, index) => `t${index}`);
    const entries = uuids.map((uuid) => unackedSight(uuid, NOW - 60, { eta: NOW + 2 * HOUR }));
    const at = sight({ workers, unacked: { at: NOW, truncated: false, entries } });
    for (const uuid of uuids) put(at, uuid, { state: 'RECEIVED', deliveries: waiting, eta: NOW + 2 * HOUR });
    return at;
  };

  it('tells many of one type as one, and then not each by itself', () => {
    const [finding, ...others] = seenBy(etaBeyondVisibilityTimeout, many(11));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ subject: { kind: 'type', id: 'shop.nap' }, sentence: { values: { count: 11 } } });
    for (const text of finding === undefined ? [] : textsOf(finding)) expect(text).not.toMatch(/findings\.|[{}]/);
    expect(seenBy(duplicateExpected, many(11))).toEqual([]);
  });

  it('leaves a few to duplicate-expected', () => {
    expect(seenBy(etaBeyondVisibilityTimeout, many(10))).toEqual([]);
    expect(seenBy(duplicateExpected, many(10))).toHaveLength(10);
  });
});
