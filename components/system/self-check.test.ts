import { describe, expect, it } from 'vitest';
import type { StatusView } from '@/lib/api/page-views';
import type { WorkerView } from '@/lib/cluster/worker';
import { largestDrift, selfChecks, worstResult, type CheckName } from './self-check';

const NO_PRESSURE = {
  streamLagSeconds: 0,
  shedding: 'nothing',
  dropped: { heartbeats: 0, depthSamples: 0, timelineEntries: 0, others: 0, tasks: 0 },
  badRows: 0,
  lastBadRow: null,
};

const status = {
  at: 1000,
  broker: { state: 'connected', limits: {} },
  collector: {
    eventsReceived: 10_000,
    eventsPerSecond: 20,
    eventsMalformed: 0,
    eventsLost: 0,
    lagSeconds: 0.01,
    workersUp: 2,
    silentWorkers: [],
    sentEvents: true,
    gaps: [],
    storeError: null,
    storeBacklog: 0,
    eventLoopLagMs: 3,
    pressure: NO_PRESSURE,
  },
  store: { tasks: 10, maxTasks: 1000 },
} as unknown as StatusView;

const worker = (clockDriftSeconds: number | null, state: WorkerView['status'] = 'idle') =>
  ({ clockDriftSeconds, status: state }) as unknown as WorkerView;

function resultOf(name: CheckName, change: object, workers: readonly WorkerView[] = [], now = 1000) {
  const changed = { ...status, collector: { ...status.collector, ...change } };
  return selfChecks(changed, workers, now).find((check) => check.name === name)?.result;
}

describe('selfChecks', () => {
  it('passes when everything is known and within its limits', () => {
    expect(worstResult(selfChecks(status, [worker(0.004)], 1000.4))).toBe('ok');
  });

  it('does not count what is not known as a failure, nor as a success', () => {
    expect(resultOf('loss', { eventsLost: null })).toBe('unknown');
    expect(resultOf('lag', { lagSeconds: null })).toBe('unknown');
    expect(resultOf('clocks', {}, [worker(null)])).toBe('unknown');
    expect(resultOf('silent', { workersUp: 0 })).toBe('unknown');
  });

  it('sees old data, lost events, what was left out, gaps of the last hour and a store that fails', () => {
    expect(resultOf('feed', {}, [], 1020)).toBe('failed');
    expect(resultOf('loss', { eventsLost: 200 })).toBe('warning');
    expect(resultOf('gaps', { gaps: [{ from: 900, to: 950, reason: 'broker-lost' }] })).toBe('warning');
    expect(resultOf('gaps', { gaps: [{ from: -9000, to: -8000, reason: 'broker-lost' }] })).toBe('ok');
    const left = (dropped: object) => ({ ...NO_PRESSURE, dropped: { ...NO_PRESSURE.dropped, ...dropped } });
    expect(resultOf('pressure', { pressure: left({ heartbeats: 3 }) })).toBe('warning');
    expect(resultOf('pressure', { pressure: { ...NO_PRESSURE, shedding: 'details' } })).toBe('warning');
    expect(resultOf('pressure', { pressure: left({ tasks: 1 }) })).toBe('failed');
    expect(resultOf('store', { storeError: 'SQLITE_FULL' })).toBe('failed');
  });
});

describe('largestDrift', () => {
  it('compares in both directions and leaves out workers that are gone', () => {
    expect(largestDrift([worker(0.2), worker(-3.2), worker(50, 'gone')])).toBe(3.2);
  });
});
