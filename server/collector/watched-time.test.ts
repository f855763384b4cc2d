import { describe, expect, it } from 'vitest';
import type { BrokerStatus } from '@/lib/cluster/cluster-status';
import { newWorkerRecord } from '@/lib/cluster/worker-record';
import { createWatchedTime } from './watched-time';

const status = (state: BrokerStatus['state']): BrokerStatus => ({
  kind: 'redis',
  url: 'redis://x',
  state,
  since: 0,
  error: null,
  errorCode: null,
  retryAt: null,
  limits: {},
});

describe('createWatchedTime', () => {
  it('stands still while the broker is away', () => {
    const time = createWatchedTime();
    time.status(status('lost'), 100);
    expect(time.forWorker(newWorkerRecord('w1', 99), 500)).toBe(100);
    expect(time.isWatching).toBe(false);
  });

  it('stands still when a replay has ended', () => {
    const time = createWatchedTime();
    time.status(status('ended'), 100);
    expect(time.forWorker(newWorkerRecord('w1', 99), 500)).toBe(100);
    expect(time.isWatching).toBe(false);
  });

  it('leaves the gap out for workers that were not heard since', () => {
    const time = createWatchedTime();
    time.status(status('lost'), 100);
    time.status(status('connecting'), 150);
    time.status(status('connected'), 164);
    // It may wait 18 s before it tries again, and 5 s until it is heard.
    expect(time.forWorker(newWorkerRecord('w1', 99), 164)).toBe(100);
    expect(time.forWorker(newWorkerRecord('w1', 99), 187)).toBe(100);
    expect(time.forWorker(newWorkerRecord('w1', 99), 192)).toBe(105);
    expect(time.forWorker(newWorkerRecord('w2', 165), 192)).toBe(192);
  });

  it('gives a worker half a minute to come back after a broker that was away for long', () => {
    const time = createWatchedTime();
    time.status(status('lost'), 100);
    time.status(status('connected'), 10_100);
    expect(time.forWorker(newWorkerRecord('w1', 99), 10_135)).toBe(100);
    expect(time.forWorker(newWorkerRecord('w1', 99), 10_136)).toBe(101);
  });

  it('leaves out every time in which a worker could not be heard, ours among them', () => {
    const time = createWatchedTime();
    time.status(status('lost'), 100);
    time.status(status('connected'), 164);
    time.missed(30, 200);
    expect(time.forWorker(newWorkerRecord('w1', 99), 205)).toBe(205 - 64 - 23 - 30);
    expect(time.forWorker(newWorkerRecord('w2', 165), 205)).toBe(175);
    expect(time.forWorker(newWorkerRecord('w3', 201), 205)).toBe(205);
  });
});
