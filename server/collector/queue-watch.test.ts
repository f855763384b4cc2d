import { describe, expect, it } from 'vitest';
import type { QueueReading } from '../brokers/broker';
import { createQueueWatch, drainSeconds, unackedIn, type QueueSide } from './queue-watch';

const reading = (change: Partial<QueueReading>): QueueReading => ({
  name: 'mail',
  ready: 0,
  readyByPriority: null,
  unacked: null,
  consumers: null,
  inPerSecond: null,
  outPerSecond: null,
  headUuid: null,
  oldestUuid: null,
  unknown: {},
  ...change,
});
const side: QueueSide = { consumerNames: ['w1'], slots: 2, freeSlots: 1, reserved: 0, scheduled: 0, active: 1 };

describe('createQueueWatch', () => {
  it('takes the age of the oldest message from the time it was sent', () => {
    const watch = createQueueWatch();
    watch.read([reading({ ready: 3, oldestUuid: 'a' })], 100, (uuid) => (uuid === 'a' ? 70 : null));
    expect(watch.view('mail', side, 105, { sentEvents: true, pause: null }).oldestAgeSeconds).toBe(35);
  });

  it('says why a figure is missing', () => {
    const watch = createQueueWatch();
    watch.read([reading({ ready: 3, oldestUuid: 'a' })], 100, () => null);
    const { oldestAgeSeconds, inPerSecond, unknown } = watch.view('mail', side, 105, {
      sentEvents: false,
      pause: null,
    });
    expect([oldestAgeSeconds, inPerSecond]).toEqual([null, null]);
    expect(unknown).toMatchObject({
      oldestAgeSeconds: 'needs_task_send_sent_event',
      inPerSecond: 'needs_task_send_sent_event',
    });
  });

  it('needs no reason for the age of an empty queue', () => {
    const watch = createQueueWatch();
    watch.read([reading({})], 100, () => null);
    expect(watch.view('mail', side, 105, { sentEvents: true, pause: null }).unknown).not.toHaveProperty(
      'oldestAgeSeconds',
    );
  });

  it('counts rates from events where the broker gives none', () => {
    const watch = createQueueWatch();
    for (let second = 0; second < 60; second += 1) watch.sent('mail', 100 + second);
    watch.read([reading({ ready: 60 })], 160, () => null);
    const view = watch.view('mail', side, 160, { sentEvents: true, pause: null });
    expect(view.inPerSecond).toBeCloseTo(1, 1);
    expect(view.outPerSecond).toBe(0);
    expect(view.drainSeconds).toBeNull();
  });

  it('measures how long the same message has been at the head', () => {
    const watch = createQueueWatch();
    watch.read([reading({ ready: 1, headUuid: 'a' })], 100, () => null);
    watch.read([reading({ ready: 1, headUuid: 'a' })], 130, () => null);
    expect(watch.headUnmovedSeconds('mail', 140)).toBe(40);
    watch.read([reading({ ready: 1, headUuid: 'b' })], 150, () => null);
    expect(watch.headUnmovedSeconds('mail', 151)).toBe(1);
    watch.read([reading({})], 160, () => null);
    expect(watch.headUnmovedSeconds('mail', 161)).toBeNull();
  });

  it('keeps a sample every ten seconds, with holes where none was taken', () => {
    const watch = createQueueWatch();
    watch.read([reading({ ready: 1 })], 100, () => null);
    watch.read([reading({ ready: 2 })], 109, () => null);
    watch.read([reading({ ready: 5 })], 135, () => null);
    expect(watch.view('mail', side, 135, { sentEvents: true, pause: null }).sparkline.slice(-4)).toEqual([
      2,
      null,
      null,
      5,
    ]);
  });
});

describe('a queue that is gone', () => {
  const HOUR = 3600;

  it('is forgotten when nothing spoke for it for an hour', () => {
    const watch = createQueueWatch();
    watch.sent('mail', 100);
    watch.read([reading({}), reading({ name: 'bound' }), reading({ name: 'full', ready: 1 })], 200, () => null);
    watch.read([reading({ name: 'declared', consumers: 0 })], 200, () => null);
    watch.exist(['bound'], 3000);
    expect(watch.forget(100 + HOUR)).toEqual([]);
    expect(watch.forget(101 + HOUR)).toEqual(['mail']);
    watch.read([reading({ name: 'full', ready: 1 }), reading({ name: 'bound' })], 3700, () => null);
    expect(watch.forget(201 + HOUR)).toEqual(['declared']);
    expect(watch.names()).toEqual(['bound', 'full']);
  });

  it('is asked for once a minute where the broker calls it missing', () => {
    const watch = createQueueWatch();
    watch.sent('mail', 100);
    watch.read([reading({ ready: null, unknown: { ready: 'queue_missing' } })], 100, () => null);
    expect(watch.due(102)).toEqual([]);
    expect(watch.due(160)).toEqual(['mail']);
    watch.read([reading({})], 160, () => null);
    expect(watch.due(162)).toEqual(['mail']);
  });
});

it('takes a bounded number of names from events, and every queue that the broker names', () => {
  const watch = createQueueWatch();
  for (let index = 0; index < 6000; index += 1) watch.sent(`made-up-${index}`, 100);
  watch.received('made-up', 100);
  expect(watch.names()).toHaveLength(5000);
  watch.read([reading({})], 101, () => null);
  expect(watch.names()).toContain('mail');
});

describe('drainSeconds', () => {
  it('is known only for a queue that shrinks', () => {
    expect(drainSeconds(100, 1, 3)).toBe(50);
    expect(drainSeconds(100, 3, 3)).toBeNull();
    expect(drainSeconds(0, 1, 3)).toBeNull();
    expect(drainSeconds(null, 1, 3)).toBeNull();
    expect(drainSeconds(1e9, 1, 1.001)).toBeNull();
  });
});

describe('unackedIn', () => {
  const all = { at: 100, total: 3, byQueue: { mail: 3 }, entries: [], truncated: false };

  it('is none for a queue that a reading of all messages does not name, and not known without one', () => {
    expect(unackedIn(all, 'mail')).toBe(3);
    expect(unackedIn(all, 'media')).toBe(0);
    expect(unackedIn({ ...all, truncated: true }, 'media')).toBeNull();
    expect(unackedIn(null, 'mail')).toBeNull();
  });
});
