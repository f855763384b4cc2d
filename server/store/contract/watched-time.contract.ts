import { expect, it } from 'vitest';
import { batchOf, NOW } from '../store.fixture';
import type { StoreUnderTest } from '../store.contract';
import { MINUTE } from './finished.fixture';

export function watchedTimeContract(under: StoreUnderTest): void {
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
}
