import { describe, expect, it } from 'vitest';
import type { Task } from '../cluster/task';
import { quantile } from './histogram';
import { OTHER_SERIES } from './open-series';
import { SeriesAccumulator, type SeriesMinute } from './series';

const NOW = 1_795_255_730;
const MINUTE = Math.floor(NOW / 60);

function taskOf(different: Partial<Task> = {}): Task {
  return {
    uuid: 'a', state: 'SUCCESS', name: 'shop.add', args: null, kwargs: null, queue: 'celery', queueSource: null, exchange: null,
    routingKey: null, priority: null, eta: null, expires: null, retries: 0, rootId: null, parentId: null, groupId: null,
    client: null, worker: 'w1@alpha', sentAt: NOW - 5, receivedAt: NOW - 4, startedAt: NOW - 3, endedAt: NOW, updatedAt: NOW,
    firstSeenAt: NOW, runtimeSeconds: 3, result: null, exception: null, exceptionType: null, traceback: null, stateReason: null,
    retryOf: null, deliveries: [], ...different,
  }; // prettier-ignore
}

function find(all: readonly SeriesMinute[], scope: Partial<SeriesMinute>): SeriesMinute | undefined {
  const { name = null, queue = null, worker = null } = scope;
  return all.find((series) => series.name === name && series.queue === queue && series.worker === worker);
}

describe('the series of finished tasks', () => {
  it('count a task as a whole, by type, by queue, by worker and by type in its queue', () => {
    const series = new SeriesAccumulator();
    series.addFinished(taskOf(), NOW);
    series.addFinished(taskOf({ state: 'FAILURE', name: 'shop.pay', worker: 'w2@alpha', runtimeSeconds: 9 }), NOW);
    series.addFinished(taskOf({ state: 'RETRY', endedAt: null, runtimeSeconds: null }), NOW);
    series.addFinished(taskOf({ state: 'REVOKED', worker: null, startedAt: null, runtimeSeconds: null }), NOW);
    const drained = series.drain(NOW);
    expect(find(drained, {})).toMatchObject({ minute: MINUTE, success: 1, failure: 1, retry: 1, other: 1 });
    expect(find(drained, { name: 'shop.add' })).toMatchObject({ success: 1, failure: 0, retry: 1, other: 1 });
    expect(find(drained, { queue: 'celery' })).toMatchObject({ success: 1, failure: 1 });
    expect(find(drained, { worker: 'w2@alpha' })).toMatchObject({ success: 0, failure: 1 });
    expect(find(drained, { worker: '' })).toMatchObject({ other: 1 });
    expect(find(drained, { name: 'shop.pay', queue: 'celery' })).toMatchObject({ failure: 1 });
  });

  it('keep run times of success and failure apart', () => {
    const series = new SeriesAccumulator();
    series.addFinished(taskOf({ runtimeSeconds: 1 }), NOW);
    series.addFinished(taskOf({ state: 'FAILURE', runtimeSeconds: 100 }), NOW);
    const all = find(series.drain(NOW), {});
    expect(all && quantile(all.runSuccess, 1)).toBeCloseTo(1, 1);
    expect(all && quantile(all.runFailure, 1)).toBeGreaterThan(99);
    expect(all?.wait.count).toBe(2);
  });

  it('leave out run times that can not be', () => {
    const series = new SeriesAccumulator();
    series.addFinished(taskOf({ runtimeSeconds: -3 }), NOW);
    series.addFinished(taskOf({ runtimeSeconds: NaN }), NOW);
    expect(find(series.drain(NOW), {})).toMatchObject({ success: 2, runSuccess: { count: 0 } });
  });

  it('drain only what changed, each minute whole', () => {
    const series = new SeriesAccumulator();
    series.addFinished(taskOf(), NOW);
    series.addFinished(taskOf({ name: 'shop.pay' }), NOW);
    series.drain(NOW);
    expect(series.drain(NOW)).toEqual([]);
    series.addFinished(taskOf(), NOW);
    const drained = series.drain(NOW);
    expect(find(drained, { name: 'shop.add' })?.success).toBe(2);
    expect(find(drained, { name: 'shop.pay' })).toBeUndefined();
  });

  it('go on after a restart with what was stored', () => {
    const before = new SeriesAccumulator();
    before.addFinished(taskOf(), NOW);
    const after = new SeriesAccumulator(before.drain(NOW));
    expect(after.drain(NOW)).toEqual([]);
    after.addFinished(taskOf({ runtimeSeconds: 4 }), NOW);
    const all = find(after.drain(NOW), {});
    expect(all).toMatchObject({ success: 2 });
    expect(all?.runSuccess.count).toBe(2);
  });

  it('put an end from a clock far from ours into the present minute', () => {
    const series = new SeriesAccumulator();
    series.addFinished(taskOf({ endedAt: NOW - 120 }), NOW);
    series.addFinished(taskOf({ endedAt: NOW - 86_400 }), NOW);
    series.addFinished(taskOf({ endedAt: NOW + 86_400 }), NOW);
    const totals = series
      .drain(NOW)
      .filter(({ name, queue, worker }) => name === null && queue === null && worker === null);
    expect(totals.map(({ minute, success }) => [minute - MINUTE, success])).toEqual([
      [-2, 1],
      [0, 2],
    ]);
  });

  it('fold what is beyond the bound of a minute, and say so', () => {
    const series = new SeriesAccumulator();
    for (let n = 0; n < 5_010; n += 1) series.addFinished(taskOf({ name: `hostile.${n}` }), NOW);
    const drained = series.drain(NOW);
    expect(find(drained, { name: OTHER_SERIES })?.success).toBe(10);
    expect(find(drained, { name: OTHER_SERIES, queue: OTHER_SERIES })?.success).toBe(10);
    expect(find(drained, {})?.success).toBe(5_010);
    expect(find(drained, { queue: 'celery' })?.success).toBe(5_010);
    expect(series.folded).toBe(20);
  });
});
