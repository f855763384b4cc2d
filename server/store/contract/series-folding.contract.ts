import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SeriesAccumulator } from '@/lib/metrics/series';
import { batchOf, NOW } from '../store.fixture';
import type { StoreUnderTest } from '../store.contract';
import { endedAt, finish, MINUTE } from './finished.fixture';

export function seriesFoldingContract(under: StoreUnderTest): void {
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
        await finish(under, endedAt(under.clock.now));
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

  it('knows the longest run of each type and day, whether its minutes are put together or not', async () => {
    const { writer } = under.store;
    const DAY = 1_440 * MINUTE;
    const longest = (from: number) => writer.loadLongestRuns(from).toSorted((a, b) => a.at - b.at);
    under.clock.now = NOW;
    await finish(under, endedAt(NOW, { runtimeSeconds: 90, state: 'FAILURE' }), endedAt(NOW));
    const first = { name: 'shop.add', at: Math.floor(NOW / DAY) * DAY, seconds: expect.closeTo(90, -1) as number };
    expect(longest(NOW - DAY)).toEqual([first]);
    under.clock.now = NOW + 3 * DAY;
    for (let flush = 0; flush < 40; flush += 1) await writer.write(batchOf({}));
    await finish(under, endedAt(under.clock.now, { runtimeSeconds: 5 }));
    const last = { name: 'shop.add', at: first.at + 3 * DAY, seconds: expect.closeTo(5, 0) as number };
    expect(longest(NOW - DAY)).toEqual([first, last]);
    expect(longest(NOW + DAY)).toEqual([last]);
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
          await finish(under, endedAt(under.clock.now));
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
}
