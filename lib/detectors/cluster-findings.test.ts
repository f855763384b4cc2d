import { describe, expect, it } from 'vitest';
import { workerView } from '../workers/worker.fixture';
import { clockDrift } from './clock-drift';
import type { QueueSight, Sight } from './detector';
import { etaPileup } from './eta-pileup';
import { eventsDisabled } from './events-disabled';
import { eventsLost } from './events-lost';
import type { Observation } from './finding';
import { queueGrowing } from './queue-growing';
import { delivery, NOW, put, queueSight, record, seenBy, sight, textsOf, unackedSight } from './sight.fixture';
import { visibilityTimeoutMismatch } from './visibility-timeout-mismatch';

function expectTexts(findings: readonly Observation[]): void {
  for (const text of findings.flatMap(textsOf)) expect(text).not.toMatch(/findings\.|[{}]/);
}

describe('visibility-timeout-mismatch', () => {
  const told = (hostname: string, visibilityTimeoutSeconds: number | null) =>
    workerView(hostname, { visibilityTimeoutSeconds });

  it('names who told what, and the longest as the one for all', () => {
    const workers = [told('w1@alpha', 3600), told('w2@beta', 60), told('w3@gamma', null)];
    const [finding, ...others] = seenBy(visibilityTimeoutMismatch, sight({ workers }));
    expect(others).toEqual([]);
    expect(finding?.sentence.values).toMatchObject({ shortest: 'w2@beta', shortestSeconds: 60, longestSeconds: 3600 });
    expect(finding?.advice.setting).toBe('broker_transport_options = {"visibility_timeout": 3600}');
    if (finding !== undefined) expectTexts([finding]);
  });

  it('is silent where all agree, on RabbitMQ, and about who is gone', () => {
    const off = workerView('w2@beta', { status: 'gone', visibilityTimeoutSeconds: 60 });
    expect(seenBy(visibilityTimeoutMismatch, sight({ workers: [told('w1@alpha', 3600), off] }))).toEqual([]);
    const workers = [told('w1@alpha', 3600), told('w2@beta', 60)];
    expect(seenBy(visibilityTimeoutMismatch, sight({ workers, brokerKind: 'amqp' }))).toEqual([]);
  });

  /** `a` was received by w1 and, so many seconds later, by w2. */
  function comesBackAfter(seconds: number, told: Partial<Sight> = {}, onlineSeenAt = 0) {
    const workers = [workerView('w1@alpha'), workerView('w2@beta')];
    const entries = [unackedSight('a', NOW - 5, { redelivered: true })];
    const at = sight({ workers, unacked: { at: NOW, truncated: false, entries }, ...told });
    record(at, 'w1@alpha', { pid: 100, onlineSeenAt });
    const first = delivery({ receivedAt: NOW - 5 - seconds, startedAt: NOW - 5 - seconds });
    put(at, 'a', { deliveries: [first, delivery({ n: 2, worker: 'w2@beta', receivedAt: NOW - 5 })] });
    return seenBy(visibilityTimeoutMismatch, at);
  }

  it('knows a foreign client by a message that comes back too early for all workers', () => {
    const found = comesBackAfter(1200);
    expect(found).toMatchObject([
      { severity: 'critical', sentence: { values: { ageSeconds: 1200, shortestSeconds: 3600 } } },
    ]);
    expectTexts(found);
  });

  it('blames nobody for a message that is due, or whose worker lost its connection or is gone', () => {
    expect(comesBackAfter(3590)).toEqual([]);
    expect(comesBackAfter(1200, {}, NOW - 20)).toEqual([]);
    const workers = [workerView('w1@alpha', { status: 'gone' }), workerView('w2@beta')];
    expect(comesBackAfter(1200, { workers })).toEqual([]);
  });
});

describe('eta-pileup', () => {
  it('tells the memory and how far it is to a prefetch without limit', () => {
    const seen = (scheduled: number) =>
      seenBy(etaPileup, sight({ workers: [workerView('w1@alpha', { scheduled, prefetchCount: scheduled + 16 })] }));
    expect(seen(4999)).toEqual([]);
    expect(seen(6000)).toMatchObject([
      { severity: 'warning', sentence: { values: { held: 6000, mib: 63, over: 'no' } } },
    ]);
    expect(seen(70_000)).toMatchObject([{ severity: 'critical', sentence: { values: { over: 'yes' } } }]);
    expectTexts(seen(6000));
  });
});

describe('queue-growing', () => {
  const workers = [workerView('w1@alpha', { active: 4 })];
  const seen = (
    samples: readonly (number | null)[],
    told: Partial<Sight> = {},
    different: Partial<QueueSight> = {},
  ) => {
    const queue = queueSight('mail', { ready: samples.at(-1) ?? 0, samples, inPerSecond: 5, outPerSecond: 2 });
    return seenBy(queueGrowing, sight({ workers, queues: [{ ...queue, ...different }], ...told }));
  };
  const line = (from: number, step: number) => Array.from({ length: 18 }, (_, index) => from + index * step);

  it('tells how fast, and how long it would take to work it off', () => {
    const found = seen(line(100, 30));
    expect(found).toMatchObject([
      { subject: { kind: 'queue', id: 'mail' }, sentence: { values: { perMinute: 180, drainSeconds: 305 } } },
    ]);
    expectTexts(found);
  });

  it('stays with one that is filled in bursts, more than is worked off between them', () => {
    const teeth = Array.from({ length: 18 }, (_, index) => 200 + 600 * Math.floor(index / 6) - 60 * (index % 6));
    expect(seen([...teeth.slice(1), 2000])).toHaveLength(1);
  });

  it.each([
    [3.9, /All slots are busy/, /3\.9 of 4 slots were busy/],
    [1.5, /Slots are free/, /1\.5 of 4 slots were busy/],
    [null, /Look whether its workers are busy/, /how many of them are busy is not known/],
  ])('advises by the mean of busy slots: %s', (mean, advice, evidence) => {
    const texts = seen(line(100, 30), { slotUse: () => mean }).flatMap(textsOf);
    expect(texts).toEqual(expect.arrayContaining([expect.stringMatching(advice), expect.stringMatching(evidence)]));
  });

  it('accuses no queue that is paused on purpose', () => {
    expect(seen(line(100, 30), {}, { isPaused: true })).toEqual([]);
  });

  it.each<[string, readonly (number | null)[], Partial<Sight>?]>([
    ['is short', line(1, 3)],
    ['trembles', line(10_000, 1)],
    ['was filled at once and shrinks', [...line(0, 0).slice(0, 6), ...line(900, -10).slice(0, 12)]],
    [
      'was filled by two bursts and is worked off',
      [...line(0, 0).slice(0, 7), 2900, 4099, ...line(4000, -110).slice(0, 9)],
    ],
    ['was filled a while ago and stands', [...line(100, 0).slice(0, 8), ...line(5000, 0).slice(0, 10)]],
    ['grew and has turned', [...line(100, 60).slice(0, 14), 880, 830, 780, 730]],
    ['was not read long enough', [...new Array<null>(10).fill(null), ...line(100, 50).slice(0, 8)]],
    ['has no consumer', line(100, 30), { workers: [] }],
  ])('stays silent about a queue that %s', (_, samples, told) => {
    expect(seen(samples, told)).toEqual([]);
  });
});

describe('events-disabled', () => {
  it('names the worker, or all of many, with the line that switches them on', () => {
    const silent = (count: number) =>
      Array.from({ length: count }, (_, index) => workerView(`w${index}@alpha`, { taskEvents: false }));
    const some = seenBy(eventsDisabled, sight({ workers: [...silent(1), workerView('heard@alpha')] }));
    expect(some).toMatchObject([{ subject: { kind: 'worker', id: 'w0@alpha' } }]);
    expect(some[0]?.advice.setting).toContain('control -d w0@alpha enable_events');
    expectTexts(some);
    const all = seenBy(eventsDisabled, sight({ workers: silent(6) }));
    expect(all).toMatchObject([{ subject: { kind: 'cluster', id: 'events' }, sentence: { values: { all: 'yes' } } }]);
    expect(seenBy(eventsDisabled, sight({ workers: [workerView('w@alpha', { taskEvents: null })] }))).toEqual([]);
  });

  it('goes by the worker’s own answer where that told it, for it may have run nothing since', () => {
    const told = workerView('w0@alpha', { taskEvents: false, taskEventsOffAt: NOW - 3 });
    const found = seenBy(eventsDisabled, sight({ workers: [told, workerView('heard@alpha')] }));
    expect(found).toMatchObject([{ since: NOW - 3, evidence: [{ source: 'disable_events', at: NOW - 3 }] }]);
    expect(found.flatMap(textsOf).join()).toContain('was told to send no task events');
    expectTexts(found);
  });
});

describe('events-lost', () => {
  const loss = { from: NOW - 60, to: NOW - 50, lost: 20, seen: 80 };

  it('tells when and how many, for two minutes', () => {
    const found = seenBy(eventsLost, sight({ losses: [loss] }));
    expect(found).toMatchObject([{ subject: { kind: 'cluster', id: 'events' }, since: NOW - 60 }]);
    expectTexts(found);
    expect(seenBy(eventsLost, sight({ losses: [loss], now: NOW + 200 }))).toEqual([]);
  });

  it('does not count a few among many', () => {
    for (const few of [
      { ...loss, lost: 3 },
      { ...loss, seen: 100_000 },
    ])
      expect(seenBy(eventsLost, sight({ losses: [few] }))).toEqual([]);
  });

  it('tells that the broker cut us off, and not that it was away', () => {
    const gap = { from: NOW - 30, to: NOW - 20, reason: 'slow-consumer', missedAtMost: 400 } as const;
    const found = seenBy(eventsLost, sight({ gaps: [gap] }));
    expect(found).toMatchObject([{ subject: { id: 'slow-consumer' } }]);
    expectTexts(found);
    expect(seenBy(eventsLost, sight({ gaps: [{ ...gap, reason: 'broker-lost' }] }))).toEqual([]);
  });
});

describe('clock-drift', () => {
  const off = (clockDriftSeconds: number | null) => workerView('w1@alpha', { clockDriftSeconds });

  it('tells which way and by how much', () => {
    const found = [40, -40].flatMap((drift) =>
      seenBy(clockDrift, sight({ workers: [off(drift), workerView('w2@beta')] })),
    );
    expect(found.map(({ sentence }) => sentence.values['way'])).toEqual(['behind', 'ahead']);
    expectTexts(found);
    for (const fine of [3, -3, null]) expect(seenBy(clockDrift, sight({ workers: [off(fine)] }))).toEqual([]);
  });

  it('does not take our own delay for a clock that is behind', () => {
    for (const streamLagSeconds of [null, 12])
      expect(seenBy(clockDrift, sight({ workers: [off(14)], streamLagSeconds }))).toEqual([]);
  });
});
