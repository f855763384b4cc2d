import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCapture } from '@/e2e/captures/read-capture';
import { eventsOf, reduceAll } from './captured-task.fixture';
import { joinTask } from './join-task';

describe('the order of events', () => {
  const stories = [
    'redis-4.4.7-scenarios',
    'redis-5.2.6-scenarios',
    'redis-5.6.3-scenarios',
    'redis-5.6.3-crash',
    'redis-5.6.3-dedup',
    'redis-5.6.3-duplicate-eta',
    'redis-5.6.3-duplicate-other-worker',
    'redis-5.6.3-duplicate-same-worker',
    'redis-5.6.3-shutdown',
    'redis-5.6.3-broker-reconnect',
    'redis-5.6.3-revoke',
    'amqp-5.6.3-worker-kill9',
    'amqp-5.6.3-consumer-timeout',
    'amqp-5.6.3-consumer-timeout-channel-error-retry',
    'redis-5.6.3-pool-threads',
    'redis-5.6.3-pool-solo',
    'redis-5.6.3-pool-gevent',
  ].flatMap((name) => {
    const { events } = readCapture(name);
    const ids = new Set(events.flatMap(({ event }) => (event.kind === 'worker' ? [] : [event.uuid])));
    return [...ids].map((uuid) => ({ name, uuid, events: eventsOf(events, uuid) }));
  });

  it('does not change the task, also while it is under way, nor do doubled events', () => {
    expect(stories.length).toBeGreaterThan(100);
    fc.assert(
      fc.property(fc.constantFrom(...stories), fc.infiniteStream(fc.nat(1_000_000)), ({ events }, dice) => {
        const roll = () => Number(dice.next().value);
        const seen = events.slice(0, 1 + (roll() % events.length)).filter(({ event }) => event.kind === 'task');
        fc.pre(seen.length > 0);
        const doubled = [...seen, ...seen.filter(() => roll() % 2 === 0)];
        const shuffled = doubled.map((event) => ({ event, key: roll() })).sort((a, b) => a.key - b.key);
        expect(reduceAll(shuffled.map(({ event }) => event))).toEqual(reduceAll(seen));
      }),
      { numRuns: 4000 },
    );
  });

  it('is all the same to two accounts of one task that are joined', () => {
    fc.assert(
      fc.property(fc.constantFrom(...stories), fc.nat(1_000_000), ({ events }, die) => {
        const seen = events.filter(({ event }) => event.kind === 'task');
        fc.pre(seen.length > 1);
        const at = 1 + (die % (seen.length - 1));
        const [known, newer] = [reduceAll(seen.slice(0, at)), reduceAll(seen.slice(at))];
        const joined = joinTask(known, newer);
        expect(joined).toEqual(reduceAll(seen));
        // It is written again with each event that follows.
        expect(joinTask(joined, newer)).toEqual(joined);
      }),
      { numRuns: 4000 },
    );
  });

  it('lets a success that comes late win and moves no state back', () => {
    const { events, uuids } = readCapture('redis-5.6.3-scenarios');
    const [sent, received, started, succeeded] = eventsOf(events, uuids['success'] ?? '');
    if (!sent || !received || !started || !succeeded) throw new Error('incomplete');
    expect(reduceAll([succeeded, started, received, sent]).state).toBe('SUCCESS');
    expect(reduceAll([sent, started, received]).state).toBe('STARTED');
  });
});
