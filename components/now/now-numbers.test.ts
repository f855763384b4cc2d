import { describe, expect, it } from 'vitest';
import type { QueueView } from '@/lib/cluster/queue';
import type { WorkerView } from '@/lib/cluster/worker';
import { lastLeft, longestWaiting, waitingLongest } from './now-numbers';

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
