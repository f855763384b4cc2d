import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Task } from '@/lib/cluster/task';
import { SeriesAccumulator } from '@/lib/metrics/series';
import { batchOf, deliveryOf, NOW, taskOf, uuidOf } from '../store.fixture';
import type { StoreUnderTest } from '../store.contract';

const MINUTE = 60;

export function seriesContract(under: StoreUnderTest): void {
  const finish = async (...tasks: readonly Task[]): Promise<void> => {
    const series = new SeriesAccumulator(under.store.writer.loadSeries(under.clock.now - 15 * MINUTE));
    for (const task of tasks) series.addFinished(task, under.clock.now);
    await under.store.writer.write(batchOf({ series: series.drain(under.clock.now) }));
  };
  const endedAt = (at: number, different: Partial<Task> = {}): Task =>
    taskOf('', {
      sentAt: at - 4,
      receivedAt: at - 3,
      startedAt: at - 2,
      endedAt: at,
      updatedAt: at,
      runtimeSeconds: 2,
      ...different,
    });

  it('sums up what finished by minute, and by type, queue and worker', async () => {
    await finish(
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
    await finish(endedAt(NOW));
    await finish(endedAt(NOW));
    expect((await under.store.reader.throughput({}, '15m', NOW)).at(-1)?.success).toBe(2);
  });

  it('takes percentiles of waits and runs', async () => {
    await finish(...Array.from({ length: 100 }, (_, n) => endedAt(NOW, { runtimeSeconds: n + 1 })));
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

  it('covers each period with whole buckets, the last one partial', async () => {
    for (const [period, seconds, count] of [
      ['15m', 60, 16],
      ['1h', 60, 61],
      ['6h', 300, 73],
      ['24h', 900, 97],
      ['7d', 7_200, 85],
    ] as const) {
      const buckets = await under.store.reader.throughput({}, period, NOW);
      expect(buckets).toHaveLength(count);
      expect(
        buckets.every(
          ({ at }, index) => at % seconds === 0 && (index === 0 || at - (buckets[index - 1]?.at ?? 0) === seconds),
        ),
      ).toBe(true);
      expect(buckets.map(({ partial }) => partial)).toEqual([...Array.from({ length: count - 1 }, () => false), true]);
      expect(buckets.at(-1)?.at).toBeLessThanOrEqual(NOW);
      expect((await under.store.reader.latency({}, period, NOW)).map(({ at }) => at)).toEqual(
        buckets.map(({ at }) => at),
      );
      expect((await under.store.reader.depth('celery', period, NOW)).map(({ at }) => at)).toEqual(
        buckets.map(({ at }) => at),
      );
    }
  });

  it('covers a window with fixed ends with at most some 120 whole buckets, finer the shorter it is', async () => {
    const from = NOW - 20_000;
    for (const [seconds, step] of [
      [60, 60],
      [7_200, 60],
      [7_260, 300],
      [36_000, 300],
      [86_400, 900],
      [604_800, 7_200],
      [31_536_000, 345_600],
    ] as const) {
      const buckets = await under.store.reader.throughput({}, { from, to: from + seconds }, NOW);
      const [first, last] = [buckets[0]?.at ?? 0, buckets.at(-1)?.at ?? 0];
      expect({ seconds, step: (last - first) / Math.max(1, buckets.length - 1) || step }).toEqual({ seconds, step });
      expect(first).toBeLessThanOrEqual(from);
      expect(last + step).toBeGreaterThanOrEqual(from + seconds);
      expect(buckets.length).toBeLessThanOrEqual(122);
    }
  });

  it('counts in a window with fixed ends what finished in it, old or new', async () => {
    const minutes = [0, 20, 45, 46, 47, 200, 1_700, 1_790];
    const series = new SeriesAccumulator();
    const start = Math.floor(NOW / 7_200) * 7_200;
    for (const minute of minutes) {
      under.clock.now = start + minute * MINUTE;
      series.addFinished(endedAt(under.clock.now), under.clock.now);
      await under.store.writer.write(batchOf({ series: series.drain(under.clock.now) }));
    }
    under.clock.now = start + 1_800 * MINUTE;
    for (let flush = 0; flush < 80; flush += 1) await under.store.writer.write(batchOf({}));
    const count = async (first: number, last: number): Promise<number> => {
      const window = { from: start + first * MINUTE, to: start + last * MINUTE };
      const buckets = await under.store.reader.throughput({}, window, under.clock.now);
      const [type] = await under.store.reader.types({}, window, under.clock.now, 1);
      const sum = buckets.reduce((total, { success }) => total + success, 0);
      expect(type?.runs ?? 0).toBe(sum);
      return sum;
    };
    expect(await count(0, 1_800)).toBe(8);
    // More than 26 hours ago, where single minutes are not kept.
    expect(await count(15, 60)).toBe(4);
    expect(await count(1_700, 1_750)).toBe(1);
    expect(await count(1_701, 1_790)).toBe(0);
    expect(await count(1_701, 1_791)).toBe(1);
  });

  it('tells when nobody watched and why, within the time that is asked for', async () => {
    const { writer, reader } = under.store;
    under.clock.now = NOW;
    await writer.write(batchOf({ gaps: [{ from: NOW - 30, to: NOW - 10, reason: 'broker-lost' }] }));
    under.clock.now = NOW + 600;
    await writer.write(batchOf({}));
    const unwatched = await reader.unwatched(NOW - 20, NOW + 600);
    expect(unwatched).toContainEqual({ from: NOW - 30, to: NOW - 10, reason: 'broker-lost' });
    expect(unwatched).toContainEqual({ from: NOW, to: NOW + 600, reason: null });
  });

  it('gives the same sums in every period, however old the minutes are that it has rolled up', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 40 }), async (minutes) => {
        const start = NOW + MINUTE * 1_440 * Math.floor((under.clock.now - NOW) / (MINUTE * 1_440) + 1);
        const series = new SeriesAccumulator();
        for (const minute of minutes.toSorted((a, b) => a - b)) {
          under.clock.now = start + minute * MINUTE;
          series.addFinished(endedAt(under.clock.now), under.clock.now);
          await under.store.writer.write(batchOf({ series: series.drain(under.clock.now) }));
        }
        under.clock.now = start + 330 * MINUTE;
        for (let flush = 0; flush < 40; flush += 1) await under.store.writer.write(batchOf({}));
        for (const period of ['6h', '24h'] as const) {
          const sum = (await under.store.reader.throughput({}, period, under.clock.now)).reduce(
            (total, { success }) => total + success,
            0,
          );
          expect({ period, sum }).toEqual({ period, sum: minutes.length });
          expect((await under.store.reader.types({}, period, under.clock.now, 5))[0]).toMatchObject({
            name: 'shop.add',
            runs: minutes.length,
          });
          expect((await under.store.reader.types({ queue: 'celery' }, period, under.clock.now, 5))[0]?.runs).toBe(
            minutes.length,
          );
        }
        expect((await under.store.reader.overview('24h', under.clock.now)).finished.total).toBe(minutes.length);
      }),
      { numRuns: 15 },
    );
  });

  it('counts all that finished although the clock was set back over minutes that it has rolled up', async () => {
    const start = NOW + MINUTE * 1_440;
    const live = async (...minutes: readonly number[]): Promise<void> => {
      for (const minute of minutes) {
        under.clock.now = start + minute * MINUTE;
        await finish(endedAt(under.clock.now));
      }
    };
    const rollUp = async (): Promise<void> => {
      for (let flush = 0; flush < 10; flush += 1) await under.store.writer.write(batchOf({}));
    };
    await live(0, 30, 60, 119, 120, 150);
    await rollUp();
    await live(20, 30, 61, 90, 100, 119, 170, 200, 240);
    await rollUp();
    const { throughput } = await under.store.reader.overview('24h', under.clock.now);
    expect(throughput.reduce((sum, { success }) => sum + success, 0)).toBe(15);
    expect((await under.store.reader.types({}, '6h', under.clock.now, 5))[0]?.runs).toBe(15);
  });

  it('puts no minutes together of which some are still to come, because its own clock was set', async () => {
    const { writer, reader } = under.store;
    const DAY = 1_440 * MINUTE;
    const settle = async (): Promise<void> => {
      for (let flush = 0; flush < 40; flush += 1) await writer.write(batchOf({}));
    };
    const series = new SeriesAccumulator();
    under.clock.settledAt = NOW;
    series.addFinished(endedAt(NOW), NOW);
    await writer.write(batchOf({ series: series.drain(NOW) }));
    under.clock.now = NOW + 40 * DAY;
    await settle();
    // What was under way when the clock was set.
    series.addFinished(endedAt(NOW), NOW);
    await writer.write(batchOf({ series: series.drain(NOW) }));
    under.clock.settledAt = null;
    await settle();
    const month = { from: NOW - DAY, to: NOW + 39 * DAY };
    expect((await reader.overview(month, under.clock.now)).finished.total).toBe(2);
  });

  it('keeps the sums of days, whatever part of them is asked for and however the clock was set', async () => {
    const DAY = 1_440;
    const day = Math.ceil(NOW / 60 / DAY) * DAY;
    const ends = fc.array(fc.integer({ min: 0, max: 4 * DAY - 1 }), { minLength: 1, maxLength: 30 });
    const setBack = fc.option(fc.integer({ min: 1, max: 300 }), { freq: 2 });
    let start = day;
    await fc.assert(
      fc.asyncProperty(ends, setBack, async (minutes, back) => {
        // Each run has days of its own.
        start += 8 * DAY;
        const ended: number[] = [];
        const end = async (minute: number): Promise<void> => {
          under.clock.now = minute * MINUTE;
          await finish(endedAt(under.clock.now));
          ended.push(minute);
        };
        const settle = async (): Promise<void> => {
          for (let flush = 0; flush < 120; flush += 1) await under.store.writer.write(batchOf({}));
        };
        for (const minute of minutes.toSorted((a, b) => a - b)) {
          await end(start + minute);
          await settle();
        }
        if (back !== null) {
          await end(start + Math.max(0, Math.max(...minutes) - back));
          await settle();
        }
        under.clock.now = (start + 4 * DAY + 90) * MINUTE;
        await settle();
        for (const [from, to] of [
          [start, start + 4 * DAY],
          [start - 3 * DAY, start + 4 * DAY],
          [start + DAY / 2, start + 3 * DAY],
        ] as const) {
          const window = { from: from * MINUTE, to: to * MINUTE };
          const { buckets, total, stepSeconds } = await under.store.reader.seriesOf({}, window, under.clock.now);
          const first = (buckets[0]?.at ?? 0) / MINUTE;
          const last = first + (buckets.length * stepSeconds) / MINUTE;
          const expected = ended.filter((minute) => minute >= first && minute < last).length;
          expect({ from, sum: buckets.reduce((sum, { success }) => sum + success, 0) }).toEqual({
            from,
            sum: expected,
          });
          expect(total.success).toBe(expected);
          const types = await under.store.reader.types({}, window, under.clock.now, 5);
          expect(types[0]?.runs ?? 0).toBe(expected);
        }
      }),
      { numRuns: 12 },
    );
  });

  it('tells counts, rates and percentiles of waits and runs, successes and failures apart', async () => {
    await finish(
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

  it('tells "nothing happened" from "nobody watched"', async () => {
    for (let at = NOW; at <= NOW + 5 * MINUTE; at += 20) {
      under.clock.now = at;
      await under.store.writer.write(batchOf({}));
    }
    under.clock.now = NOW + 10 * MINUTE;
    await under.store.writer.write(
      batchOf({ gaps: [{ from: NOW + 2 * MINUTE, to: NOW + 2 * MINUTE + 5, reason: 'broker-lost' }] }),
    );
    const unwatched = (await under.store.reader.throughput({}, '15m', under.clock.now))
      .filter(({ noData }) => noData)
      .map(({ at }) => Math.round((at - Math.floor(NOW / 60) * 60) / MINUTE));
    expect(unwatched).toEqual([-5, -4, -3, -2, -1, 0, 2, 5, 6, 7, 8, 9, 10]);
  });

  it('shows an open gap until it is closed', async () => {
    await under.store.writer.write(batchOf({ gaps: [{ from: NOW - 1, to: null, reason: 'broker-lost' }] }));
    expect((await under.store.reader.throughput({}, '15m', NOW + 1)).at(-1)?.noData).toBe(true);
    await under.store.writer.write(batchOf({ gaps: [{ from: NOW - 1, to: NOW - 0.5, reason: 'broker-lost' }] }));
    expect((await under.store.reader.throughput({}, '15m', NOW + 1)).at(-1)?.noData).toBe(true);
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
    await finish(...Array.from({ length: 4 }, () => endedAt(NOW, { runtimeSeconds: 10 })));
    expect((await under.store.reader.task('a'))?.typical).toBeNull();
    await finish(endedAt(NOW, { runtimeSeconds: 10 }));
    expect((await under.store.reader.task('a'))?.typical?.runs).toBe(5);
    expect((await under.store.reader.task('a'))?.typical?.p50).toBeCloseTo(10, 0);
  });
}
