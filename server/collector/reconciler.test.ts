import { describe, expect, it } from 'vitest';
import { createCluster, putTask } from '@/lib/cluster/cluster';
import type { BrokerStatus } from '@/lib/cluster/cluster-status';
import { newTask } from '@/lib/cluster/reduce-task';
import { createReconciler } from './reconciler';

function stateAfterExpiry(brokerKind: BrokerStatus['kind']): string | undefined {
  const cluster = createCluster();
  putTask(cluster, { ...newTask('a', 10), state: 'SENT', sentAt: 10, queue: 'mail', expires: 20 }, 10);
  const reconciler = createReconciler({
    brokerKind,
    cluster,
    loadTask: () => null,
    backend: () => null,
    unacked: () => null,
    ready: () => null,
    workers: { all: () => [], get: () => null, live: () => [], refresh: () => ({ changed: [], removed: [] }) },
    now: () => 200,
    note: () => undefined,
    finished: () => undefined,
    failed: () => undefined,
  });
  reconciler.tick(200);
  return cluster.tasks.get('a')?.state;
}

describe('a task that expired in its queue', () => {
  it('is revoked where the broker drops it without a word, and waits on where a worker will say so', () => {
    expect(stateAfterExpiry('amqp')).toBe('REVOKED');
    expect(stateAfterExpiry('redis')).toBe('SENT');
    expect(stateAfterExpiry('replay')).toBe('SENT');
  });
});
