import { describe, expect, it } from 'vitest';
import { readConfig } from '../config';

const read = (args: readonly string[], env: Record<string, string> = {}) =>
  readConfig({ args: ['--broker-url', 'redis://localhost', ...args], env, readFile: () => '{}' });

describe('the options of /metrics', () => {
  it.each([
    ['1,5,10,inf', [1, 5, 10]],
    ['1, 5.0, 1e1, +Inf', [1, 5, 10]],
    ['.5', [0.5]],
  ])('take the buckets %s as Flower does', (text, buckets) => {
    expect(read(['--task-runtime-metric-buckets', text]).taskRuntimeMetricBuckets).toEqual(buckets);
    expect(read([], { FLOWER_TASK_RUNTIME_METRIC_BUCKETS: text }).taskRuntimeMetricBuckets).toEqual(buckets);
  });

  it.each(['inf', '5,1', '0,1', '-1,2', '1,,2', '1,inf,2', 'a', Array.from({ length: 51 }, (_, n) => n + 1).join(',')])(
    'refuse the buckets %s',
    (text) => {
      expect(() => read([`--task-runtime-metric-buckets=${text}`])).toThrow(/^--task-runtime-metric-buckets .*rise/);
    },
  );

  it('take Flower’s time for workers that are offline, also 0', () => {
    expect(read([]).purgeOfflineWorkers).toBeNull();
    expect(read(['--purge_offline_workers=0']).purgeOfflineWorkers).toBe(0);
    expect(read([], { FLOWER_PURGE_OFFLINE_WORKERS: '60' }).purgeOfflineWorkers).toBe(60);
  });
});
