import { describe, expect, it } from 'vitest';
import { applyEvent, createCluster, putWorker } from '@/lib/cluster/cluster';
import { taskEvent, workerEvent } from '@/lib/cluster/event.fixture';
import { reduceWorkerReply } from '@/lib/cluster/reduce-worker';
import type { HeldTask } from '@/lib/cluster/worker';
import type { WorkerReplies } from '@/lib/cluster/worker-record';
import { createLimitsWatch } from './limits-watch';

const HOST = 'w1@alpha';
const none = () => null;
const held = (uuid: string): HeldTask => ({
  uuid,
  name: 'shop.add',
  args: null,
  kwargs: null,
  eta: null,
  startedAt: null,
  acknowledged: null,
  redelivered: null,
  routingKey: null,
  exchange: null,
  priority: null,
  workerPid: null,
});

/** A worker of two slots that received `u1` at 10, and answered with these lists at 20. */
function watching(told: Partial<WorkerReplies> = {}) {
  const cluster = createCluster();
  const asked: string[] = [];
  let now = 20;
  applyEvent(cluster, workerEvent('worker-online', 1, { hostname: HOST }), 1, none);
  applyEvent(cluster, taskEvent('task-received', 10, { hostname: HOST, name: 'shop.add' }), 10, none);
  const listed = (replies: Partial<WorkerReplies>): void => {
    for (const command of ['active', 'reserved'] as const) {
      const worker = cluster.workers.get(HOST);
      if (worker !== undefined) putWorker(cluster, reduceWorkerReply(worker, HOST, command, replies, now));
    }
  };
  const watch = createLimitsWatch(cluster, () => now);
  listed({ activeTasks: [], reservedTasks: [], scheduledTasks: [], concurrency: 2, rateLimits: {}, ...told });
  return {
    asked,
    at(time: number, replies: Partial<WorkerReplies> = {}) {
      now = time;
      listed(replies);
      if (watch(HOST, 'reserved').includes('registered')) asked.push(HOST);
      expect(watch(HOST, 'active')).toEqual([]);
    },
  };
}

describe('rate limits that are set at run time', () => {
  it('are asked for when a worker with a free slot holds what it does not name, and not at each of its answers', () => {
    const w = watching();
    for (const at of [20, 24, 28, 31]) w.at(at);
    expect(w.asked).toEqual([HOST, HOST]);
  });

  it('are asked for less often where the limit is known', () => {
    const w = watching({ rateLimits: { 'shop.add': '2/m' } });
    for (const at of [80, 92, 130]) w.at(at);
    expect(w.asked).toEqual([HOST]);
    w.at(141);
    expect(w.asked).toEqual([HOST, HOST]);
  });

  it('are not asked for where the worker names it, or runs all that it can', () => {
    const named = watching({ reservedTasks: [held('u1')] });
    named.at(30);
    const busy = watching({ activeTasks: [held('a'), held('b')] });
    busy.at(30);
    expect([...named.asked, ...busy.asked]).toEqual([]);
  });
});
