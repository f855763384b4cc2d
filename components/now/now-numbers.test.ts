import { describe, expect, it } from 'vitest';
import type { QueueView } from '@/lib/cluster/queue';
import type { WorkerView } from '@/lib/cluster/worker';
import { lastLeft, longestWaiting, waitingLongest, waitWithoutAge } from './now-numbers';

const queue = (name: string, ready: number | null, oldestAgeSeconds: number | null, reserved = 0) =>
  ({ name, ready, oldestAgeSeconds, reserved, scheduled: 0 }) as unknown as QueueView;
const worker = (hostname: string, status: WorkerView['status'], statusSince: number | null) =>
  ({ hostname, status, statusSince }) as unknown as WorkerView;

describe('waitingLongest', () => {
  const queues = [
    queue('mail', 0, null),
    queue('search', 412, 522),
    queue('reports', 3, 1330),
    queue('media', 0, null, 24),
  ];

  it('puts the longest wait first and leaves out where nothing waits', () => {
    expect(waitingLongest({ queues, findings: [] }, 5).map(({ name }) => name)).toEqual(['reports', 'search', 'media']);
    expect(longestWaiting({ queues, findings: [] })?.name).toBe('reports');
  });

  it('knows no longest wait when no age is known', () => {
    expect(longestWaiting({ queues: [queue('mail', 4, null)], findings: [] })).toBeNull();
    expect(longestWaiting(undefined)).toBeNull();
  });
});

describe('lastLeft', () => {
  it('names the worker that left last', () => {
    const workers = [worker('a', 'idle', 50), worker('b', 'gone', 10), worker('c', 'unknown', 20)];
    expect(lastLeft({ workers, findings: [] })?.hostname).toBe('c');
    expect(lastLeft({ workers: [worker('a', 'idle', 50)], findings: [] })).toBeNull();
  });
});

describe('what is said of the wait where no age is known', () => {
  it.each([
    ['nothing waits', [0, 0, 0], 'nothingWaits'],
    ['all of them wait for their eta', [0, 0, 30], 'onlyScheduled'],
    ['one is ready beside those with an eta', [1, 0, 30], 'longestUnknown'],
    ['a worker holds one that could run', [0, 1, 30], 'longestUnknown'],
    ['the queues can’t be read', [null, 0, 0], 'longestUnknown'],
  ] as const)('%s', (_name, [ready, reserved, scheduled], said) => {
    expect(waitWithoutAge({ ready, reserved, scheduled })).toBe(said);
  });
});
