import { describe, expect, it } from 'vitest';
import type { BeatLockSight, LockSight, LocksSight } from '../cluster/locks';
import { overlappingRuns } from './overlapping-runs';
import { NOW, seenBy, sight, textsOf } from './sight.fixture';

const once: LockSight = {
  kind: 'once',
  key: 'qo_shop.sync_shop-1',
  db: 2,
  value: 'token',
  expiresAt: NOW + 1800,
  name: 'shop.sync',
  task: null,
  since: NOW - 300,
  idleSince: NOW - 60,
};
const singleton: LockSight = {
  ...once,
  kind: 'singleton',
  key: 'SINGLETONLOCK_0a',
  value: 'u1',
  expiresAt: null,
  task: { uuid: 'u1', state: 'REVOKED', endedAt: NOW - 90 },
};
const beat: BeatLockSight = {
  key: 'redbeat::lock',
  db: 0,
  value: 'token',
  expiresAt: NOW + 900,
  movedAt: NOW - 120,
  unmovedSince: NOW - 120,
  entries: [{ key: 'redbeat:tick', dueAt: NOW - 100, seenAt: NOW - 120 }],
};

function seen(locks: Partial<LocksSight>) {
  const found = seenBy(
    overlappingRuns,
    sight({ locks: { at: NOW - 2, locks: [], beat: null, schedule: [], ...locks } }),
  );
  for (const text of found.flatMap(textsOf)) expect(text).not.toMatch(/findings\.|[{}]|undefined/);
  return found;
}

describe('stale locks, as overlapping-runs', () => {
  it('names the task that celery-once refuses, until when, and how its lock is freed', () => {
    const [found] = seen({ locks: [once] });
    expect(found).toMatchObject({ detector: 'overlapping-runs', subject: { kind: 'type', id: 'shop.sync' } });
    expect(textsOf(found ?? never())[0]).toMatch(/shop\.sync.* can not be sent until .*AlreadyQueued/);
    expect(found?.advice.setting).toBe(
      'redis-cli -n 2 DEL qo_shop.sync_shop-1\n@app.task(base=QueueOnce, once={"timeout": 3600})',
    );
  });

  it('names the task whose lock of celery-singleton never expires, and what became of it', () => {
    const [found] = seen({ locks: [singleton] });
    const texts = textsOf(found ?? never());
    expect(texts).toContain('u1 is REVOKED');
    expect(texts.join('\n')).toContain('never expires');
    expect(found?.related).toContainEqual({ kind: 'task', id: 'u1' });
    expect(found?.advice.setting).toContain('lock_expiry=3600');
  });

  it('asks for an expiry beyond the longest run that was seen', () => {
    const usual = () => ({ runs: 50, middleSeconds: 5, longestSeconds: 90, everSeconds: 120 });
    const locks: LocksSight = { at: NOW - 2, locks: [once], beat: null, schedule: [] };
    const [found] = seenBy(overlappingRuns, sight({ locks, usual }));
    expect(found?.advice.setting).toContain('once={"timeout": 240}');
  });

  it('shows a lock whose task’s name is not known with the task', () => {
    const [found] = seen({ locks: [{ ...singleton, name: null, task: null }] });
    expect(found?.subject).toEqual({ kind: 'task', id: 'u1' });
  });

  it('is silent of locks that guard something, or were idle for a moment only', () => {
    expect(
      seen({
        locks: [
          { ...once, idleSince: null },
          { ...singleton, idleSince: NOW - 5 },
        ],
      }),
    ).toEqual([]);
  });

  it('quotes what a hostile key would do in a shell', () => {
    const [found] = seen({ locks: [{ ...once, key: 'qo_shop.sync_$(reboot)' }] });
    expect(found?.advice.setting).toContain("DEL 'qo_shop.sync_$(reboot)'");
  });
});

describe('the lock of redbeat, as overlapping-runs', () => {
  it('is told when an entry that beat knew is overdue and nobody extends it', () => {
    const [found] = seen({ beat });
    expect(found).toMatchObject({ severity: 'critical', subject: { kind: 'cluster', id: 'beat' } });
    expect(textsOf(found ?? never())[0]).toMatch(/redbeat:tick.* was due at .*Another beat waits until/);
    expect(found?.advice.setting).toContain('DEL redbeat::lock\n');
  });

  it.each<[string, Partial<BeatLockSight>]>([
    ['it was extended a moment ago', { movedAt: NOW - 10, unmovedSince: NOW - 10 }],
    ['nothing is due', { entries: [{ key: 'redbeat:tick', dueAt: NOW + 5, seenAt: NOW - 120 }] }],
    [
      'the entry was added while beat slept',
      { entries: [{ key: 'redbeat:new', dueAt: NOW - 100, seenAt: NOW - 110 }] },
    ],
    ['it was not seen to be extended yet', { movedAt: null }],
  ])('is not told when %s', (_title, told) => {
    expect(seen({ beat: { ...beat, ...told } })).toEqual([]);
  });

  it('is told of a beat that was dead before we looked, when it can not be asleep any more', () => {
    expect(seen({ beat: { ...beat, movedAt: null, unmovedSince: NOW - 400 } })).toHaveLength(1);
  });
});

function never(): never {
  throw new Error('nothing was found');
}
