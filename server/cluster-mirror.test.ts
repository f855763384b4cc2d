import { expect, it } from 'vitest';
import { ClusterMirror, type ClusterChange } from './cluster-mirror';
import { queue, snapshot, worker } from './http/cluster.fixture';

const { broker, stats } = snapshot();

function change(hostnames: readonly string[], removedWorkers: readonly string[] = []): ClusterChange {
  return {
    at: stats.at,
    broker,
    stats,
    workers: hostnames.map(worker),
    removedWorkers,
    queues: [queue('mail-10'), queue('mail-9')],
    removedQueues: [],
    revoked: null,
    findings: [],
    storeRevision: 1,
    logRevision: 1,
  };
}

it('keeps workers and queues in the order of their names, whenever they come and go', () => {
  const mirror = new ClusterMirror();
  mirror.take(change(['w10@a', 'w2@a', 'w1@a']), true);
  expect([...(mirror.cluster?.workers.keys() ?? [])]).toEqual(['w1@a', 'w2@a', 'w10@a']);
  expect([...(mirror.cluster?.queues.keys() ?? [])]).toEqual(['mail-9', 'mail-10']);
  mirror.take(change(['w2@a', 'w3@a', 'a@a'], ['w1@a']), false);
  expect([...(mirror.cluster?.workers.keys() ?? [])]).toEqual(['a@a', 'w2@a', 'w3@a', 'w10@a']);
});

it('keeps what was revoked until it is told anew, and nothing of another collector', () => {
  const mirror = new ClusterMirror();
  mirror.take({ ...change([]), revoked: [['a', null]] }, false);
  mirror.take(change([]), false);
  expect([...(mirror.cluster?.revoked ?? [])]).toEqual([['a', null]]);
  mirror.take({ ...change([]), revoked: [['b', 'w1@a']] }, false);
  expect([...(mirror.cluster?.revoked ?? [])]).toEqual([['b', 'w1@a']]);
  mirror.begin();
  mirror.take(change([]), false);
  expect(mirror.cluster?.revoked.size).toBe(0);
});
