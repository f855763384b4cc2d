import { expect, it } from 'vitest';
import { createCluster, putWorker } from './cluster';
import { workerEvent } from './event.fixture';
import { noteSwitched } from './events-switch';
import { reduceWorker } from './reduce-worker';
import { newWorkerRecord } from './worker-record';

it.each([
  ['task events enabled', true],
  ['task events already enabled', true],
  ['task events disabled', false],
  ['task events already disabled', null],
  ['__proto__', null],
])('takes "%s" for %s', (words, expected) => {
  const cluster = createCluster();
  putWorker(cluster, reduceWorker(null, workerEvent('worker-online', 100), 100));
  const [hostname = ''] = cluster.workers.keys();
  noteSwitched(cluster, hostname, words, 101);
  expect(cluster.workers.get(hostname)?.taskEvents).toBe(expected);
});

it('does not believe a worker without any events that it sends them now, and knows nothing of strangers', () => {
  const cluster = createCluster();
  putWorker(cluster, newWorkerRecord('mute@host', 100));
  for (const hostname of ['mute@host', 'nobody@host']) noteSwitched(cluster, hostname, 'task events enabled', 101);
  expect(cluster.workers.get('mute@host')?.taskEvents).toBeNull();
  expect(cluster.workers.size).toBe(1);
});
