import { describe, expect, it, vi } from 'vitest';
import { createCluster, putTask } from '@/lib/cluster/cluster';
import type { BrokerStatus } from '@/lib/cluster/cluster-status';
import { newTask } from '@/lib/cluster/reduce-task';
import type { StoredResult } from '../backends/backend';
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

describe('a task that a later one of its queue has overtaken', () => {
  it('ends as its result says while its queue has messages, and is asked about once a minute', async () => {
    const cluster = createCluster();
    const sent = (uuid: string, sentAt: number) => ({
      ...{ ...newTask(uuid, sentAt), state: 'SENT' as const, name: 'mail.send', queue: 'mail' },
      ...{ sentAt, updatedAt: sentAt },
    });
    putTask(cluster, sent('ran', 10), 10);
    putTask(cluster, sent('waits', 11), 11);
    putTask(cluster, { ...sent('later', 12), state: 'SUCCESS', receivedAt: 20, endedAt: 21 }, 21);
    const asked: string[][] = [];
    let now = 100;
    const ran: StoredResult = {
      ...{ uuid: 'ran', status: 'SUCCESS', result: 1, traceback: null, doneAt: 15, worker: 'w1@alpha', retries: 0 },
      ...{ name: 'mail.send', args: null, kwargs: null, queue: 'mail', parentId: null, groupId: null },
    };
    const reconciler = createReconciler({
      brokerKind: 'redis',
      cluster,
      loadTask: () => null,
      backend: () => ({
        kind: 'redis',
        url: 'redis://results',
        close: () => Promise.resolve(),
        read: (uuids) => {
          asked.push([...uuids]);
          return Promise.resolve(new Map([['ran', ran]]));
        },
      }),
      unacked: () => null,
      ready: () => ({ count: 3, at: now }),
      workers: { all: () => [], get: () => null, live: () => [], refresh: () => ({ changed: [], removed: [] }) },
      now: () => now,
      note: () => undefined,
      finished: () => undefined,
      failed: (error) => expect.unreachable(String(error)),
    });
    for (; now < 150; now += 1) {
      reconciler.tick(now);
      await vi.waitFor(() => expect(asked).toHaveLength(1));
    }
    expect(asked).toEqual([['ran', 'waits']]);
    expect([...cluster.tasks.values()].map(({ state }) => state)).toEqual(['SUCCESS', 'SENT', 'SUCCESS']);
    for (; now < 170; now += 1) reconciler.tick(now);
    await vi.waitFor(() => expect(asked).toEqual([['ran', 'waits'], ['waits']]));
  });
});
