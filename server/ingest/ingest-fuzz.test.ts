import fc from 'fast-check';
import { expect, it } from 'vitest';
import { eventMessage, taskEvent } from '@/e2e/support/event-message';
import { sweepCluster } from '@/lib/cluster/cluster';
import { ingesting } from './ingest.fixture';

const TYPES = [
  'task-sent',
  'task-received',
  'task-started',
  'task-succeeded',
  'task-failed',
  'task-retried',
  'task-revoked',
  'task-rejected',
  'task-cancelled',
  'task-progress',
  'worker-online',
  'worker-heartbeat',
  'worker-offline',
  'constructor',
];
const FIELDS = [
  'uuid',
  'hostname',
  'timestamp',
  'pid',
  'clock',
  'utcoffset',
  'name',
  'args',
  'kwargs',
  'retries',
  'eta',
  'expires',
  'root_id',
  'parent_id',
  'queue',
  'exchange',
  'routing_key',
  'result',
  'runtime',
  'exception',
  'traceback',
  'requeue',
  'terminated',
  'expired',
  'signum',
  'freq',
  'active',
  'processed',
  'loadavg',
  'sw_ver',
  '__proto__',
];

const odd = fc.oneof(
  fc.constantFrom('', '__proto__', 'u1', 'w1@alpha', '2026-11-21T10:00:00', '\ud800', 'x'.repeat(20_000), '💥'),
  fc.constantFrom(0, -1, 1e308, -1e308, 1.5, 2 ** 60, 1_795_000_000, null, true, false),
  fc.jsonValue({ maxDepth: 3 }),
);
const event = fc
  .record({
    type: fc.constantFrom(...TYPES),
    uuid: fc.constantFrom('u1', 'u2', '__proto__'),
    hostname: fc.constantFrom('w1@alpha', 'w2@beta', 'toString'),
    timestamp: fc.integer({ min: 1_795_000_000, max: 1_795_000_100 }),
  })
  .chain((base) =>
    fc
      .array(fc.tuple(fc.constantFrom(...FIELDS), odd), { maxLength: 4 })
      .map((changes) => Object.fromEntries([...Object.entries(base), ...changes])),
  );

function accepting() {
  const { cluster, ingest } = ingesting();
  const accept = (body: unknown, at = 1_795_000_200): void =>
    ingest.accept({ at, channel: '/0.celeryev/task.multi', body: eventMessage(body) });
  return { cluster, ingest, accept };
}

it('takes in or counts whatever comes, and never throws', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 30 }), fc.array(fc.jsonValue(), { maxLength: 3 }), (events, rest) => {
      const { cluster, ingest, accept } = accepting();
      accept([...events, ...rest]);
      for (const one of events) accept(one);
      sweepCluster(cluster, 1_795_000_300);
      const { eventsReceived, eventsMalformed } = ingest.figures(1_795_000_300);
      expect(eventsReceived + eventsMalformed).toBeLessThanOrEqual(2 * events.length + rest.length);
      // Only what JSON can hold may be kept: the store and the pages get nothing else.
      for (const kept of [...cluster.tasks.values(), ...cluster.workers.values()])
        expect(JSON.parse(JSON.stringify(kept))).toEqual(kept);
    }),
    { numRuns: 300 },
  );
});

it('tells each end once, and counts what it could not read with the reason', () => {
  const { ingest, accept } = accepting();
  const done = taskEvent('task-succeeded', 'u1', { result: '1', runtime: 1 });
  accept([taskEvent('task-received', 'u1', { name: 'shop.add', retries: 0 }), done, done, { type: 'task-sent' }]);
  expect(ingest.figures(1_795_000_200)).toMatchObject({
    eventsReceived: 3,
    eventsMalformed: 1,
    lastMalformed: { reason: expect.any(String) as string },
  });
});
