import { afterEach, beforeEach, describe, vi } from 'vitest';
import { exportContract } from './contract/export.contract';
import { filtersContract } from './contract/filters.contract';
import { historyContract } from './contract/history.contract';
import { jobsContract } from './contract/jobs.contract';
import { lanesContract } from './contract/lanes.contract';
import { listsContract } from './contract/lists.contract';
import { pastContract } from './contract/past.contract';
import { pruneContract } from './contract/prune.contract';
import { seriesContract } from './contract/series.contract';
import { seriesFoldingContract } from './contract/series-folding.contract';
import { seriesWindowsContract } from './contract/series-windows.contract';
import { watchedTimeContract } from './contract/watched-time.contract';
import { wishesContract } from './contract/wishes.contract';
import { NOW } from './store.fixture';
import type { StoreReader, StoreWriter } from './store';

/** A store opened for one test. */
export interface OpenedStore {
  readonly writer: StoreWriter;
  readonly reader: StoreReader;
  readonly close: () => Promise<void>;
}
export interface StoreUnderTest {
  readonly store: OpenedStore;
  readonly clock: StoreClock;
}
export interface StoreClock {
  /** The store's own clock, for the test to move. */
  now: number;
  /** By what it is judged which minutes are settled; null: by the same clock. */
  settledAt: number | null;
}

export type OpenStore = (clock: Readonly<StoreClock>) => Promise<OpenedStore>;

/** What every store must do; each kind of store runs it. */
export function storeContract(name: string, open: OpenStore): void {
  describe(name, () => {
    // Many runs of random input take their time on a busy machine.
    vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });
    const clock: StoreClock = { now: NOW, settledAt: null };
    let opened: OpenedStore | null = null;
    beforeEach(async () => {
      Object.assign(clock, { now: NOW, settledAt: null });
      opened = await open(clock);
    });
    afterEach(() => opened?.close());
    const under: StoreUnderTest = {
      clock,
      get store() {
        if (opened === null) throw new Error('no store is open');
        return opened;
      },
    };
    describe('history of tasks', () => historyContract(under));
    describe('lanes', () => lanesContract(under));
    describe('lists', () => listsContract(under));
    describe('filters', () => filtersContract(under, open));
    describe('exports', () => exportContract(under));
    describe('the past', () => pastContract(under));
    describe('series', () => seriesContract(under));
    describe('windows of series', () => seriesWindowsContract(under));
    describe('series put together', () => seriesFoldingContract(under));
    describe('time that was watched', () => watchedTimeContract(under));
    describe('what was asked for', () => wishesContract(under));
    describe('bulk jobs', () => jobsContract(under));
    describe('limits', () => pruneContract(under));
  });
}
