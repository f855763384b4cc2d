import { describe, expect, it } from 'vitest';
import { prefetchSum } from './prefetch-arithmetic';
import { workerView } from './worker.fixture';

describe('prefetchSum', () => {
  it('shows slots times multiplier, with the scheduled tasks that raise it', () => {
    expect(prefetchSum(workerView('w', { prefetchCount: 54, scheduled: 38 }))).toEqual({
      slots: 4,
      multiplier: 4,
      scheduled: 38,
      total: 54,
    });
    expect(prefetchSum(workerView('w', { prefetchCount: 16 }))).toMatchObject({ scheduled: 0, total: 16 });
  });

  it('keeps silent where the numbers do not add up', () => {
    expect(prefetchSum(workerView('w', { prefetchCount: 7, scheduled: 4 }))).toBeNull();
    expect(prefetchSum(workerView('w', { prefetchCount: 20, scheduled: 3 }))).toBeNull();
    expect(prefetchSum(workerView('w', { prefetchCount: 16, scheduled: 3 }))).toBeNull();
    expect(prefetchSum(workerView('w', { prefetchCount: 16, scheduled: null }))).toBeNull();
  });

  it('keeps silent without a multiplier, and where prefetching has no limit', () => {
    expect(prefetchSum(workerView('w', { prefetchMultiplier: null }))).toBeNull();
    expect(prefetchSum(workerView('w', { prefetchMultiplier: 0, prefetchCount: 0 }))).toBeNull();
  });
});
