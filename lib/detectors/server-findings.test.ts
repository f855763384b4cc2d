import { describe, expect, it } from 'vitest';
import type { ServerReading, ServerSight } from '../cluster/server-log';
import { workerView } from '../workers/worker.fixture';
import { brokerEviction } from './broker-eviction';
import type { Sight } from './detector';
import type { Observation } from './finding';
import { replyQueueLeak } from './reply-queue-leak';
import { NOW, queueSight, seenBy, sight, textsOf } from './sight.fixture';

const MIB = 1024 * 1024;
const reading: ServerReading = {
  at: NOW - 2,
  runId: 'a',
  policy: 'noeviction',
  maxBytes: 100 * MIB,
  usedBytes: 20 * MIB,
  evictedKeys: 0,
  appends: false,
  snapshots: true,
  savedAt: NOW - 5000,
  startedEmpty: true,
  clients: 8,
  replies: [],
  replyBindings: 3,
  replyBindingKey: '_kombu.binding.reply.celery.pidbox',
};

function server(told: Partial<ServerReading> = {}, rest: Partial<ServerSight> = {}): ServerSight {
  return { reading: { ...reading, ...told }, ready: 0, evictions: null, restart: null, left: [], ...rest };
}

function expectTexts(findings: readonly Observation[]): void {
  expect(findings.length).toBeGreaterThan(0);
  for (const text of findings.flatMap(textsOf)) expect(text).not.toMatch(/findings\.|[{}]/);
}

describe('broker-eviction', () => {
  const seen = (is: ServerSight, told: Partial<Sight> = {}) => seenBy(brokerEviction, sight({ server: is, ...told }));

  it('warns of a policy that takes queues, and more so when it has begun', () => {
    const may = seen(server({ policy: 'allkeys-lru' }));
    expect(may).toMatchObject([{ severity: 'warning', subject: { kind: 'cluster', id: 'memory' } }]);
    expect(may[0]?.advice.setting).toBe('maxmemory-policy noeviction');
    const evictions = { keys: 12, since: NOW - 60, lastAt: NOW - 20 };
    const does = seen(server({ policy: 'allkeys-lfu' }, { evictions }));
    expect(does).toMatchObject([{ severity: 'critical', since: NOW - 60, sentence: { values: { evicted: 12 } } }]);
    expectTexts([...may, ...does]);
  });

  it('tells apart that only results go', () => {
    const evictions = { keys: 12, since: NOW - 60, lastAt: NOW - 20 };
    const found = seen(server({ policy: 'volatile-lru' }, { evictions }));
    expect(found).toMatchObject([{ severity: 'warning' }]);
    expectTexts(found);
    expect(found.flatMap(textsOf)[0]).toContain('keys that expire, such as results');
  });

  it('warns before there is no room for another task', () => {
    const full = (usedMib: number) => seen(server({ usedBytes: usedMib * MIB }));
    expect(full(89)).toEqual([]);
    expect(full(92)).toMatchObject([{ severity: 'warning', sentence: { values: { share: 92 } } }]);
    expect(full(99)).toMatchObject([{ severity: 'critical', advice: { setting: 'maxmemory 200mb' } }]);
    expectTexts(full(99));
  });

  it('is silent where nothing can be evicted, and where the server does not tell', () => {
    expect(seen(server())).toEqual([]);
    expect(seen(server({ policy: 'allkeys-lru', maxBytes: 0 }))).toEqual([]);
    expect(seen(server({ policy: 'volatile-ttl' }))).toEqual([]);
    expect(seen(server({ policy: null, maxBytes: null, usedBytes: null }))).toEqual([]);
    expect(seenBy(brokerEviction, sight())).toEqual([]);
  });

  const judged = { readyBefore: 40, readyAfter: 0, taken: 0 };
  const restart = { at: NOW - 30, ...judged, appends: false, savedAt: NOW - 5000, startedEmpty: true };

  it('tells that a server came back without what waited in it, whatever was sent and taken since', () => {
    for (const told of [
      {},
      { queues: [queueSight('mail', { ready: 40 })] },
      { workers: [workerView('w1@alpha', { active: 60 })] },
    ]) {
      const found = seen(server({}, { restart }), told);
      expect(found).toMatchObject([
        { severity: 'critical', subject: { id: 'restart' }, advice: { setting: 'appendonly yes' } },
      ]);
      expectTexts(found);
    }
  });

  it('does not call the start of a server a snapshot, nor lost what workers may have taken', () => {
    const texts = (change: Partial<NonNullable<ServerSight['restart']>>) =>
      seen(server({}, { restart: { ...restart, ...change } }))
        .flatMap(textsOf)
        .join('\n');
    expect(texts({})).toContain('the last snapshot is of');
    expect(texts({ savedAt: null })).toContain('no snapshot was written since it had started');
    expect(texts({ savedAt: null })).not.toContain('last snapshot');
    expect(texts({ taken: 8 })).toContain('of which workers may have taken 8');
  });

  it.each<[string, Partial<NonNullable<ServerSight['restart']>>]>([
    ['came back with messages', { readyAfter: 40 }],
    ['was not read since', { readyAfter: null }],
    ['loaded a snapshot, or was a replica, and workers took all that waited', { startedEmpty: false }],
    ['does not tell what it loaded', { startedEmpty: null }],
    ['keeps an append-only file', { appends: true }],
    ['was restarted long ago', { at: NOW - 500 }],
    ['held no more than workers have taken', { readyBefore: 3, taken: 3 }],
  ])('does not call messages lost when the server %s', (_, change) => {
    expect(seen(server({}, { restart: { ...restart, ...change } }))).toEqual([]);
  });

  it('says beforehand what a restart loses of a server that keeps nothing', () => {
    const found = seen(server({ snapshots: false }));
    expect(found).toMatchObject([
      {
        severity: 'notice',
        subject: { kind: 'cluster', id: 'persistence' },
        advice: { setting: 'appendonly yes\nappendfsync everysec' },
      },
    ]);
    expectTexts(found);
  });

  it.each<[string, Partial<ServerReading>]>([
    ['writes snapshots', { snapshots: true }],
    ['appends', { snapshots: false, appends: true }],
    ['does not tell its settings', { snapshots: null }],
    ['does not tell whether it appends', { snapshots: false, appends: null }],
  ])('says nothing of persistence where a server %s', (_, told) => {
    expect(seen(server(told))).toEqual([]);
  });
});

describe('reply-queue-leak', () => {
  const left = (count: number, ago: number, bytes: number | null = 2000) =>
    Array.from({ length: count }, (_, index) => ({
      key: `${index}.reply.celery.pidbox`,
      messages: 3,
      bytes,
      since: NOW - ago,
    }));
  const seen = (is: ServerSight) => seenBy(replyQueueLeak, sight({ server: is }));

  it('tells lists that nobody reads, and how to remove them', () => {
    const found = seen(server({}, { left: left(12, 200) }));
    expect(found).toMatchObject([
      { severity: 'notice', subject: { id: 'reply-lists' }, sentence: { values: { lists: 12, messages: 36 } } },
    ]);
    expect(found[0]?.advice.setting).toContain('redis-cli UNLINK 0.reply.celery.pidbox 1.reply.celery.pidbox');
    expectTexts(found);
  });

  it('tells a few that are large', () => {
    const found = seen(server({}, { left: left(2, 200, 60 * MIB) }));
    expect(found).toMatchObject([{ severity: 'warning', sentence: { values: { mib: 120, size: 'known' } } }]);
    expectTexts(found);
  });

  it('is silent about lists that may yet be read, and about a few small ones', () => {
    expect(seen(server({}, { left: left(12, 60) }))).toEqual([]);
    expect(seen(server({}, { left: left(9, 900, null) }))).toEqual([]);
  });

  it('tells reply queues of clients that can not all be there', () => {
    const found = seen(server({ replyBindings: 4000, clients: 30 }));
    expect(found).toMatchObject([{ subject: { id: 'reply-bindings' } }]);
    expectTexts(found);
    expect(seen(server({ replyBindings: 4000, clients: 900 }))).toEqual([]);
    expect(seen(server({ replyBindings: 4000, clients: null }))).toEqual([]);
  });
});
