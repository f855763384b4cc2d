import fc from 'fast-check';
import { expect, it } from 'vitest';
import { newTask } from '@/lib/cluster/reduce-task';
import { settleTask } from '@/lib/cluster/settle-task';
import type { Delivery, Task } from '@/lib/cluster/task';
import { situationsAt } from '@/lib/cluster/task-at';
import { SeriesAccumulator } from '@/lib/metrics/series';
import { batchOf, deliveryOf, NOW, taskOf, uuidOf } from '../store.fixture';
import type { StoreUnderTest } from '../store.contract';

const LIMIT = 1_000;

/** Steps of a task's life, some of which did not happen, in seconds after the one before. */
const life = fc.record({
  sent: fc.option(fc.integer({ min: 0, max: 100 })),
  eta: fc.option(fc.integer({ min: 0, max: 60 })),
  tries: fc.array(
    fc.record({
      worker: fc.constantFrom('w1', 'w2', 'w3'),
      received: fc.integer({ min: 1, max: 20 }),
      started: fc.option(fc.integer({ min: 1, max: 20 })),
      ended: fc.option(fc.integer({ min: 1, max: 20 })),
      deduplicated: fc.boolean(),
    }),
    { maxLength: 3 },
  ),
});

function lived(n: number, { sent, eta, tries }: typeof life extends fc.Arbitrary<infer Life> ? Life : never): Task {
  let clock = NOW + (sent ?? 50);
  const deliveries = tries.map((attempt, index): Delivery => {
    const receivedAt = (clock += attempt.received);
    const startedAt = attempt.started === null ? null : (clock += attempt.started);
    // Only the last try may be under way.
    const isOpen = attempt.ended === null && index === tries.length - 1;
    const endedAt = isOpen ? null : (clock += attempt.ended ?? 1);
    const outcome = isOpen ? null : index === tries.length - 1 ? 'SUCCESS' : 'RETRY';
    return {
      ...deliveryOf(taskOf('x'), index + 1, { worker: attempt.worker, receivedAt, startedAt, endedAt, outcome }),
      retries: index,
      // What was only acknowledged is not run.
      deduplicated: attempt.deduplicated && tries.length > 1,
    };
  });
  const first = newTask(uuidOf(n), NOW);
  const sentAt = sent === null ? null : NOW + sent;
  const known = { ...first, sentAt, eta: eta === null ? null : NOW + 60 + eta, queue: n % 3 ? 'mail' : null };
  return settleTask(first, { ...known, retries: Math.max(0, tries.length - 1), updatedAt: clock, deliveries });
}

export function pastContract(under: StoreUnderTest): void {
  it('knows of any second where each task was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(life, { minLength: 12, maxLength: 12 }), async (lives) => {
        const tasks = lives.map((one, n) => lived(n, one));
        await under.store.writer.write(batchOf({ tasks }));
        under.clock.now = NOW + 1_000;
        for (let at = NOW - 1; at < NOW + 240; at += 7) {
          const expected = tasks.flatMap((task) =>
            situationsAt(task, at).map((situation) => [situation.kind, task.uuid, situation.since].join(' ')),
          );
          const past = await under.store.reader.past(at, LIMIT);
          const told = (['running', 'reserved', 'scheduled', 'waiting'] as const).flatMap((kind) =>
            past[kind].map(({ uuid, since }) => [kind, uuid, since].join(' ')),
          );
          expect({ at, told: told.toSorted() }).toEqual({ at, told: expected.toSorted() });
          expect(Object.values(past.totals).reduce((sum, count) => sum + count, 0)).toBe(expected.length);
        }
        // The next run writes the same tasks anew, with other lives.
        under.clock.now += 1;
      }),
      { numRuns: 30 },
    );
  });

  it('counts all and names the oldest', async () => {
    const tasks = Array.from({ length: 30 }, (_, n) =>
      taskOf(uuidOf(n), { startedAt: NOW - 100 - n, endedAt: NOW - 1, updatedAt: NOW - 1, worker: `w${n % 2}@alpha` }),
    );
    await under.store.writer.write(batchOf({ tasks }));
    const past = await under.store.reader.past(NOW - 50, 5);
    expect(past.totals.running).toBe(30);
    expect(past.running.map(({ uuid }) => uuid)).toEqual([29, 28, 27, 26, 25].map(uuidOf));
    expect(past.running[0]).toMatchObject({ name: 'shop.add', state: 'SUCCESS', endedAt: NOW - 1, worker: 'w1@alpha' });
    expect(past.heldBy.toSorted((a, b) => (a.worker < b.worker ? -1 : 1))).toEqual([
      { worker: 'w0@alpha', running: 15, reserved: 0, scheduled: 0 },
      { worker: 'w1@alpha', running: 15, reserved: 0, scheduled: 0 },
    ]);
  });

  it('sums up what waited in each queue, and since when', async () => {
    const waits = (n: number, queue: string | null, sentAt: number) =>
      taskOf(uuidOf(n), {
        queue,
        sentAt,
        receivedAt: NOW + 50,
        startedAt: NOW + 51,
        endedAt: NOW + 52,
        updatedAt: NOW + 52,
      });
    await under.store.writer.write(
      batchOf({
        tasks: [
          waits(1, 'mail', NOW - 9),
          waits(2, 'mail', NOW - 30),
          waits(3, null, NOW - 5),
          waits(4, 'mail', NOW + 9),
        ],
      }),
    );
    const past = await under.store.reader.past(NOW, LIMIT);
    expect(past.waitingIn.toSorted((a, b) => b.count - a.count)).toEqual([
      { queue: 'mail', count: 2, since: NOW - 30 },
      { queue: null, count: 1, since: NOW - 5 },
    ]);
  });

  it('gives the newest sample of each queue then, and none that is old', async () => {
    const sample = (queue: string, at: number, ready: number) => ({ at, queue, ready: { 0: ready }, unacked: 1 });
    await under.store.writer.write(
      batchOf({
        depth: [
          sample('mail', NOW - 120, 5),
          sample('mail', NOW - 60, 7),
          sample('mail', NOW, 9),
          sample('old', NOW - 600, 3),
        ],
      }),
    );
    expect((await under.store.reader.past(NOW - 30, LIMIT)).depth).toEqual([
      { queue: 'mail', at: NOW - 60, ready: { 0: 7 }, unacked: 1 },
    ]);
  });

  it('tells which workers finished something before and after', async () => {
    const series = new SeriesAccumulator();
    const ended = (worker: string, at: number) =>
      series.addFinished(taskOf('', { worker, endedAt: at, updatedAt: at }), at);
    ended('both', NOW - 300);
    ended('both', NOW + 300);
    ended('before', NOW - 300);
    under.clock.now = NOW + 600;
    await under.store.writer.write(batchOf({ series: series.drain(under.clock.now) }));
    const signs = (await under.store.reader.past(NOW, LIMIT)).finished;
    expect(signs.toSorted((a, b) => (a.worker < b.worker ? -1 : 1))).toEqual([
      { worker: 'before', before: true, after: false },
      { worker: 'both', before: true, after: true },
    ]);
  });

  it('says how far the history reaches, and when nobody watched', async () => {
    for (let at = NOW; at <= NOW + 60; at += 10) {
      under.clock.now = at;
      await under.store.writer.write(batchOf({ tasks: [taskOf('a', { updatedAt: at })] }));
    }
    under.clock.now = NOW + 600;
    const past = async (at: number) => (await under.store.reader.past(at, LIMIT)).watched;
    expect([await past(NOW + 30), await past(NOW + 300), await past(NOW - 300)]).toEqual([true, false, false]);
    expect((await under.store.reader.past(NOW, LIMIT)).oldestAt).toBe(NOW + 60);
  });
}
