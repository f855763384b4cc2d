import { describe, expect, it } from 'vitest';
import { readCapture } from '@/e2e/captures/read-capture';
import type { TaskEvent, TaskEventType, WorkerEvent } from '@/lib/celery/event';
import { applyEvent, createCluster, heldCounts, sweepCluster, type Cluster } from './cluster';
import { taskEvent, workerEvent } from './event.fixture';

const none = () => null;

function replay(name: string, until = Number.POSITIVE_INFINITY, cluster = createCluster()): Cluster {
  const { events } = readCapture(name);
  const from = events[0]?.receivedAt ?? 0;
  for (const { event, receivedAt } of events) {
    if (receivedAt - from <= until) applyEvent(cluster, event, receivedAt, none);
  }
  return cluster;
}

function held(cluster: Cluster, hostname: string) {
  const { running, reserved, scheduled } = heldCounts(cluster, hostname, 0);
  return { running, reserved, scheduled };
}

function send(cluster: Cluster, type: TaskEventType, at: number, fields: Partial<TaskEvent> = {}) {
  return applyEvent(cluster, taskEvent(type, at, fields), at, none);
}
function say(cluster: Cluster, type: WorkerEvent['type'], at: number, fields: Partial<WorkerEvent> = {}) {
  return applyEvent(cluster, workerEvent(type, at, fields), at, none);
}

describe('what a worker holds', () => {
  it('is told by the deliveries that are open on it', () => {
    const cluster = replay('redis-5.6.3-shutdown', 1);
    expect(held(cluster, 'w1@alpha')).toEqual({ running: 1, reserved: 1, scheduled: 1 });
  });

  it('goes back to the queue when it shuts down, but for what it runs', () => {
    const cluster = replay('redis-5.6.3-shutdown', 4);
    expect(held(cluster, 'w1@alpha')).toEqual({ running: 1, reserved: 0, scheduled: 0 });
    const reserved = [...cluster.tasks.values()].filter(({ stateReason }) => stateReason === 'requeued');
    expect(reserved.map(({ state }) => state)).toEqual(['SENT', 'SENT']);
    expect(cluster.waiting.get('celery')?.size).toBe(2);
  });

  it('is nothing after all its tasks ended', () => {
    for (const name of ['redis-5.2.6-scenarios', 'redis-5.6.3-duplicate-same-worker', 'redis-5.6.3-revoke']) {
      const cluster = replay(name);
      const stuck = [...cluster.tasks.values()].filter((task) => task.deliveries.some((d) => d.outcome === null));
      // `raise Ignore()` tells no end; only reconciliation finds out.
      expect(held(cluster, 'w1@alpha')).toEqual({ running: stuck.length, reserved: 0, scheduled: 0 });
      expect(stuck.map(({ name: task }) => task)).toEqual(name.includes('scenarios') ? ['shop.ignores'] : []);
    }
  });

  it('counts both runs of a task that runs twice on it', () => {
    expect(held(replay('redis-5.6.3-duplicate-same-worker', 12), 'w1@alpha').running).toBe(2);
  });

  it('goes back when it lost the broker, whose return it tells by a late farewell, but it stays', () => {
    const cluster = createCluster();
    say(cluster, 'worker-heartbeat', 1);
    send(cluster, 'task-received', 2);
    applyEvent(cluster, workerEvent('worker-offline', 3), 9, none);
    expect(cluster.workers.get('w1@alpha')).toMatchObject({ offlineAt: null, offlineSeenAt: null, lastSeenAt: 9 });
    expect(cluster.tasks.get('u1')).toMatchObject({ state: 'SENT', stateReason: 'requeued' });
  });

  it('is given up by a worker that leaves while its clock is a minute behind', () => {
    const cluster = createCluster();
    applyEvent(cluster, workerEvent('worker-heartbeat', 1), 61, none);
    applyEvent(cluster, workerEvent('worker-offline', 3), 63, none);
    expect(cluster.workers.get('w1@alpha')).toMatchObject({ offlineAt: 3, offlineSeenAt: 63 });
  });

  it('is given up by a worker of rare heartbeats whose farewell waited for us', () => {
    const cluster = createCluster();
    applyEvent(cluster, workerEvent('worker-heartbeat', 1), 1, none);
    applyEvent(cluster, workerEvent('worker-offline', 3), 9, none, () => ({ heldBackSeconds: 6, since: 0 }));
    expect(cluster.workers.get('w1@alpha')).toMatchObject({ offlineAt: 3, offlineSeenAt: 9 });
  });

  it('keeps a start that comes after the worker said that it leaves', () => {
    const cluster = createCluster();
    say(cluster, 'worker-online', 1);
    send(cluster, 'task-received', 2);
    say(cluster, 'worker-offline', 4);
    applyEvent(cluster, taskEvent('task-started', 3), 5, none);
    expect(cluster.tasks.get('u1')).toMatchObject({ state: 'STARTED', stateReason: null });
    expect(held(cluster, 'w1@alpha').running).toBe(1);
  });

  it('keeps when a worker connected by its own clock, however late that is heard', () => {
    const cluster = createCluster();
    applyEvent(cluster, workerEvent('worker-online', 3), 63, none);
    applyEvent(cluster, workerEvent('worker-heartbeat', 5), 64, none);
    expect(cluster.workers.get('w1@alpha')).toMatchObject({ onlineAt: 3, onlineSeenAt: 63 });
  });

  it('lets a scheduled task wait for the pool from its eta on', () => {
    const cluster = createCluster();
    send(cluster, 'task-received', 100, { eta: 110 });
    sweepCluster(cluster, 109);
    expect(held(cluster, 'w1@alpha')).toEqual({ running: 0, reserved: 0, scheduled: 1 });
    sweepCluster(cluster, 110);
    expect(held(cluster, 'w1@alpha')).toEqual({ running: 0, reserved: 1, scheduled: 0 });
    send(cluster, 'task-started', 111);
    expect(held(cluster, 'w1@alpha')).toEqual({ running: 1, reserved: 0, scheduled: 0 });
  });

  it('loses what an earlier process of the same name had reserved', () => {
    const cluster = createCluster();
    say(cluster, 'worker-online', 1, { pid: 1 });
    send(cluster, 'task-received', 2, { pid: 1 });
    say(cluster, 'worker-online', 9, { pid: 2 });
    expect(cluster.tasks.get('u1')).toMatchObject({ state: 'SENT', stateReason: 'requeued' });
  });
});

describe('memory', () => {
  it('lets ended tasks go after a minute, when they were written', () => {
    const cluster = createCluster();
    send(cluster, 'task-succeeded', 100);
    sweepCluster(cluster, 161);
    expect(cluster.tasks.size).toBe(1);
    cluster.dirtyTasks.clear();
    sweepCluster(cluster, 159);
    expect(cluster.tasks.size).toBe(1);
    sweepCluster(cluster, 161);
    expect([cluster.tasks.size, cluster.ended.size]).toEqual([0, 0]);
  });

  it('keeps a task that succeeded while another delivery of it runs', () => {
    const cluster = replay('redis-5.6.3-duplicate-other-worker', 30);
    cluster.dirtyTasks.clear();
    sweepCluster(cluster, 4e9);
    expect([...cluster.tasks.values()].map(({ state }) => state)).toEqual(['SUCCESS']);
  });

  it('drops the oldest sent tasks first when too many are in flight, and counts them', () => {
    const cluster = createCluster({ inFlight: 3 });
    send(cluster, 'task-received', 1, { uuid: 'held' });
    for (const uuid of ['a', 'b', 'c', 'd']) send(cluster, 'task-sent', 2, { uuid, queue: 'celery' });
    expect([...cluster.tasks.keys()]).toEqual(['held', 'c', 'd']);
    expect(cluster.dropped).toBe(2);
    expect([...(cluster.waiting.get('celery') ?? [])]).toEqual(['c', 'd']);
  });

  it('loads a task that it let go when a late event of it comes', () => {
    const cluster = createCluster();
    const { after } = send(cluster, 'task-succeeded', 100);
    const other = createCluster();
    applyEvent(other, taskEvent('task-received', 90), 101, () => after);
    expect(other.tasks.get('u1')).toMatchObject({ state: 'SUCCESS', receivedAt: 90 });
  });

  it('takes no more workers than its bound', () => {
    const cluster = createCluster({ workers: 2 });
    for (const hostname of ['a', 'b', 'c']) say(cluster, 'worker-heartbeat', 1, { hostname });
    expect([...cluster.workers.keys()]).toEqual(['a', 'b']);
  });
});

it('marks what changed: tasks and workers', () => {
  const cluster = replay('redis-5.6.3-scenarios');
  expect(cluster.dirtyTasks.size).toBe(cluster.tasks.size);
  expect([...cluster.dirtyWorkers]).toEqual(['w1@alpha']);
});
