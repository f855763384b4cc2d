import { expect, it } from 'vitest';
import { SeriesAccumulator } from '@/lib/metrics/series';
import { batchOf, NOW } from '../store.fixture';
import type { StoreUnderTest } from '../store.contract';
import { endedAt, MINUTE } from './finished.fixture';

export function seriesWindowsContract(under: StoreUnderTest): void {
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
}
