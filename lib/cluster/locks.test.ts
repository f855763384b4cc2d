import { describe, expect, it } from 'vitest';
import { followBeat, followLock, nameOfOnce, type BeatLock, type TaskLock } from './locks';

const lock: TaskLock = { kind: 'once', key: 'qo_shop.sync', db: 0, value: 'token', expiresAt: 9000 };
const told = { name: 'shop.sync', task: null };

describe('a followed lock', () => {
  it('keeps since when it is the same, and since when nothing that it guards was there', () => {
    const first = followLock(undefined, lock, told, 'guarded', 100);
    const idle = followLock(first, lock, told, 'idle', 110);
    const still = followLock(idle, lock, told, 'idle', 120);
    expect(first).toMatchObject({ since: 100, idleSince: null });
    expect(still).toMatchObject({ since: 100, idleSince: 110 });
    expect(followLock(still, lock, told, 'unknown', 130).idleSince).toBeNull();
  });

  it('is another one when it was taken anew', () => {
    const before = followLock(undefined, lock, told, 'idle', 100);
    const anew = followLock(before, { ...lock, value: 'other' }, told, 'idle', 110);
    expect(anew).toMatchObject({ since: 110, idleSince: 110 });
  });

  it('remembers the name of a task that is forgotten', () => {
    const before = followLock(undefined, lock, told, 'guarded', 100);
    expect(followLock(before, lock, { name: null, task: null }, 'idle', 110).name).toBe('shop.sync');
  });
});

describe('the name of a task in a key of celery-once', () => {
  const known = new Set(['shop.sync', 'shop.sync_all', 'shop']);
  it.each([
    ['qo_shop.sync', 'shop.sync'],
    ['qo_shop.sync_all', 'shop.sync_all'],
    ['qo_shop.sync_all_which-_x_1', 'shop.sync_all'],
    ['qo_shop.sync_which-1', 'shop.sync'],
    ['qo_other_thing', null],
    ['qo_', null],
  ])('%s is of %s', (key, name) => {
    expect(nameOfOnce(key, 'qo_', (one) => known.has(one))).toBe(name);
  });
});

describe('the followed lock of redbeat', () => {
  const beat: BeatLock = {
    key: 'redbeat::lock',
    db: 0,
    value: 'token',
    expiresAt: 1500,
    entries: [{ key: 'redbeat:tick', dueAt: 105 }],
  };

  it('moves when it is extended, and each time of an entry has its first sight', () => {
    const first = followBeat(null, beat, 100);
    const later = [{ key: 'redbeat:tick', dueAt: 115 }];
    const moved = followBeat(first, { ...beat, expiresAt: 1510, entries: later }, 110);
    expect(first).toMatchObject({ movedAt: null, unmovedSince: 100, entries: [{ seenAt: 100 }] });
    expect(moved).toMatchObject({ movedAt: 110, unmovedSince: 110, entries: [{ dueAt: 115, seenAt: 110 }] });
    const same = followBeat(moved, { ...beat, expiresAt: 1510.4, entries: later }, 120);
    expect(same).toMatchObject({ movedAt: 110, unmovedSince: 110, entries: [{ seenAt: 110 }] });
  });

  it('is gone when it is', () => {
    expect(followBeat(followBeat(null, beat, 100), null, 110)).toBeNull();
  });
});
