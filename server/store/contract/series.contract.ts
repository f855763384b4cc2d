import { expect, it } from 'vitest';
import { batchOf, deliveryOf, NOW, taskOf, uuidOf } from '../store.fixture';
import type { StoreUnderTest } from '../store.contract';
import { endedAt, finish, MINUTE } from './finished.fixture';

export function seriesContract(under: StoreUnderTest): void {
  it('sums up what finished by minute, and by type, queue and worker', async () => {
    await finish(
      under,
      endedAt(NOW - MINUTE),
      endedAt(NOW, { state: 'FAILURE', queue: 'mail' }),
      endedAt(NOW, { state: 'RETRY', name: 'shop.pay' }),
      endedAt(NOW, { state: 'REVOKED', worker: 'w2@alpha' }),
    );
    const { reader } = under.store;
    const last = async (scope: Parameters<typeof reader.throughput>[0]): Promise<unknown> =>
      (await reader.throughput(scope, '15m', NOW))
        .slice(-2)
        .map(({ success, failure, retry, other }) => [success, failure, retry, other]);
    expect(await last({})).toEqual([
      [1, 0, 0, 0],
      [0, 1, 1, 1],
    ]);
    expect(await last({ name: 'shop.pay' })).toEqual([
      [0, 0, 0, 0],
      [0, 0, 1, 0],
    ]);
    expect(await last({ queue: 'mail' })).toEqual([
      [0, 0, 0, 0],
      [0, 1, 0, 0],
    ]);
    expect(await last({ worker: 'w2@alpha' })).toEqual([
      [0, 0, 0, 0],
      [0, 0, 0, 1],
    ]);
    expect(await last({ queue: 'mail', name: 'shop.add' })).toEqual([
      [0, 0, 0, 0],
      [0, 1, 0, 0],
    ]);
    expect(await last({ queue: 'nobody' })).toEqual([
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ]);
  });

  it('goes on with the minutes of before a restart', async () => {
    await finish(under, endedAt(NOW));
    await finish(under, endedAt(NOW));
    expect((await under.store.reader.throughput({}, '15m', NOW)).at(-1)?.success).toBe(2);
  });

  it('takes percentiles of waits and runs', async () => {
    await finish(under, ...Array.from({ length: 100 }, (_, n) => endedAt(NOW, { runtimeSeconds: n + 1 })));
    const bucket = (await under.store.reader.latency({}, '15m', NOW)).at(-1);
    expect(bucket?.count).toBe(100);
    expect(bucket?.runP50).toBeCloseTo(50, -1);
    expect(bucket?.runP95).toBeGreaterThan(93);
    expect(bucket?.waitP95).toBeCloseTo(2, 1);
    expect((await under.store.reader.latency({}, '15m', NOW)).at(-2)).toMatchObject({
      count: 0,
      runP50: null,
      waitP99: null,
    });
  });

  it('tells counts, rates and percentiles of waits and runs, successes and failures apart', async () => {
    await finish(
      under,
      ...Array.from({ length: 90 }, () => endedAt(NOW, { runtimeSeconds: 2, queue: 'mail' })),
      ...Array.from({ length: 10 }, () => endedAt(NOW, { state: 'FAILURE', runtimeSeconds: 40, queue: 'mail' })),
      endedAt(NOW, { state: 'REVOKED', runtimeSeconds: null, startedAt: null, queue: 'mail' }),
    );
    for (const scope of [
      {},
      { name: 'shop.add' },
      { queue: 'mail' },
      { worker: 'w1@alpha' },
      { name: 'shop.add', queue: 'mail' },
    ]) {
      const { total, buckets, ends } = await under.store.reader.seriesOf(scope, '15m', NOW + 10);
      expect(total).toMatchObject({ success: 90, failure: 10, retry: 0, other: 1 });
      expect(total.wait).toMatchObject({ count: 100 });
      expect(total.wait.p95).toBeCloseTo(2, 1);
      expect(total.runSuccess.count).toBe(90);
      expect(total.runSuccess.p99).toBeCloseTo(2, 1);
      expect(total.runSuccess.mean).toBeCloseTo(2, 6);
      expect(total.runFailure.count).toBe(10);
      expect(total.runFailure.p50).toBeCloseTo(40, 0);
      expect(buckets.at(-1)?.perSecond).toBeCloseTo(101 / (NOW + 10 - (buckets.at(-1)?.at ?? 0)), 6);
      const steps = Object.fromEntries(ends.map((end, index) => [end, total.runSteps[index]]));
      expect([steps[1], steps[5], steps[30], steps[60]]).toEqual([0, 90, 0, 10]);
      expect(total.waitSteps.reduce((sum, count) => sum + count, 0)).toBe(100);
    }
    const nothing = await under.store.reader.seriesOf({ name: 'never' }, '1h', NOW);
    expect(nothing.total).toMatchObject({ success: 0, perSecond: 0, wait: { count: 0, mean: null, p50: null } });
  });

  it('keeps the newest sample of queue depth in each bucket', async () => {
    const sample = (at: number, ready: Record<string, number> | null, unacked: number | null) => ({
      at,
      queue: 'celery',
      ready,
      unacked,
    });
    await under.store.writer.write(
      batchOf({
        depth: [sample(NOW, { 0: 5, 3: 1 }, 2), sample(NOW - 10, { 0: 9 }, 0), sample(NOW - 120, null, null)],
      }),
    );
    const depth = await under.store.reader.depth('celery', '15m', NOW);
    expect(depth.at(-1)).toMatchObject({ ready: { 0: 5, 3: 1 }, unacked: 2 });
    expect(depth.at(-2)).toMatchObject({ ready: null, unacked: null });
    expect((await under.store.reader.depth('nobody', '15m', NOW)).every(({ ready }) => ready === null)).toBe(true);
  });

  it('answers the first page: totals, the slowest and the failing types, what ran twice and what was lost', async () => {
    await finish(
      under,
      ...Array.from({ length: 10 }, () => endedAt(NOW, { name: 'shop.slow', runtimeSeconds: 50 })),
      ...Array.from({ length: 10 }, (_, n) =>
        endedAt(NOW, { name: 'shop.flaky', state: n < 5 ? 'FAILURE' : 'SUCCESS', runtimeSeconds: 1 }),
      ),
    );
    const twice = taskOf(uuidOf(1));
    const deliveries = [deliveryOf(twice, 1), deliveryOf(twice, 2, { worker: 'w2@alpha' })];
    const deduplicated = [deliveryOf(twice, 1), deliveryOf(twice, 2, { deduplicated: true })];
    await under.store.writer.write(
      batchOf({
        tasks: [
          { ...twice, deliveries },
          taskOf(uuidOf(2), { deliveries: deduplicated }),
          taskOf(uuidOf(3), { state: 'LOST' }),
        ],
      }),
    );
    const overview = await under.store.reader.overview('1h', NOW);
    expect(overview).toMatchObject({
      period: '1h',
      finished: { total: 20, success: 15, failure: 5 },
      ranTwice24h: 1,
      lost24h: 1,
    });
    expect(overview.finished.perSecond).toBeGreaterThan(0);
    expect(overview.slowest[0]).toMatchObject({ name: 'shop.slow', runs: 10 });
    expect(overview.failing).toEqual([expect.objectContaining({ name: 'shop.flaky', failures: 5 })]);
    expect(overview.waitP95).toBeCloseTo(2, 1);
  });

  it('sums up the types that a worker ran', async () => {
    await under.store.writer.write(
      batchOf({ tasks: [taskOf('a'), taskOf('b', { state: 'FAILURE' }), taskOf('c', { worker: 'w2@alpha' })] }),
    );
    expect(await under.store.reader.types({ worker: 'w1@alpha' }, '1h', NOW, 5)).toEqual([
      expect.objectContaining({ name: 'shop.add', runs: 2, failures: 1 }),
    ]);
  });

  it('knows how long a type usually runs, from five runs on', async () => {
    await under.store.writer.write(batchOf({ tasks: [taskOf('a')] }));
    await finish(under, ...Array.from({ length: 4 }, () => endedAt(NOW, { runtimeSeconds: 10 })));
    expect((await under.store.reader.task('a'))?.typical).toBeNull();
    await finish(under, endedAt(NOW, { runtimeSeconds: 10 }));
    expect((await under.store.reader.task('a'))?.typical?.runs).toBe(5);
    expect((await under.store.reader.task('a'))?.typical?.p50).toBeCloseTo(10, 0);
  });
}
