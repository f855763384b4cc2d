import { describe, expect, it } from 'vitest';
import { taskEvent, workerEvent } from './event.fixture';
import { reduceWorker, reduceWorkerByTask, reduceWorkerReply, reduceWorkerSwitch } from './reduce-worker';
import { clusterLag, toWorkerView, type HeldCounts } from './worker-view';
import type { WorkerRecord, WorkerReplies } from './worker-record';

const IDLE: HeldCounts = { running: 0, reserved: 0, scheduled: 0, sparkline: [] };

function beating(from: number, to: number, fields = {}, delay = 0): WorkerRecord {
  let worker = reduceWorker(null, workerEvent('worker-online', from, fields), from + delay);
  for (let at = from + 2; at <= to; at += 2)
    worker = reduceWorker(worker, workerEvent('worker-heartbeat', at, fields), at + delay);
  return worker;
}

function told(worker: WorkerRecord, replies: Partial<WorkerReplies>, at: number): WorkerRecord {
  return reduceWorkerReply(worker, worker.hostname, 'stats', replies, at);
}

function status(worker: WorkerRecord, now: number, held: Partial<HeldCounts> = {}, queueStuck = false) {
  const view = toWorkerView(worker, { ...IDLE, ...held }, now, { lagSeconds: 0, queueStuck });
  return [view.status, view.statusReason];
}

describe('the status of a worker', () => {
  const worker = reduceWorkerByTask(
    told(beating(100, 120), { concurrency: 2, pool: 'prefork' }, 120),
    taskEvent('task-started', 120),
    121,
  );

  it('says how busy it is', () => {
    expect(status(worker, 121)).toEqual(['idle', null]);
    expect(status(worker, 121, { running: 1, reserved: 4 })).toEqual(['working', null]);
    expect(status(worker, 121, { running: 2 })).toEqual(['working', null]);
    expect(status(worker, 121, { running: 2, reserved: 1 })).toEqual(['saturated', null]);
  });

  it('is not-consuming when a queue of it stands still though it has free slots', () => {
    expect(status(worker, 121, { running: 1 }, true)).toEqual(['not-consuming', null]);
    expect(status(worker, 121, { running: 2 }, true)).toEqual(['working', null]);
  });

  it('consumes as much as it may while it holds all that it may hold, such as tasks with a rate limit', () => {
    const limited = told(worker, { prefetchCount: 8 }, 121);
    expect(status(limited, 121, { running: 1, reserved: 7 }, true)).toEqual(['working', null]);
    expect(status(limited, 121, { running: 1, reserved: 6 }, true)).toEqual(['not-consuming', null]);
    expect(status(told(worker, { prefetchCount: 0 }, 121), 121, { reserved: 7 }, true)).toEqual([
      'not-consuming',
      null,
    ]);
  });

  it('tolerates missed heartbeats, then is unknown, then gone', () => {
    expect(status(worker, 131)).toEqual(['idle', null]);
    expect(status(worker, 132)).toEqual(['unknown', 'heartbeats-stopped']);
    expect(status(worker, 151)).toEqual(['unknown', 'heartbeats-stopped']);
    expect(status(worker, 152)).toEqual(['gone', 'no-reply']);
  });

  it('waits longer for a worker that beats seldom', () => {
    expect(status(beating(100, 120, { freq: 10 }), 158)[0]).toBe('gone');
    expect(status(beating(100, 120, { freq: 5 }), 139)[0]).toBe('idle');
  });

  it('stays unknown, not gone, while inspect is answered though heartbeats stopped', () => {
    expect(status(told(worker, {}, 160), 165)).toEqual(['unknown', 'heartbeats-stopped']);
  });

  it('never takes a busy solo worker for gone, since nothing can come from it before its task ends', () => {
    const solo = told(worker, { pool: 'solo', concurrency: 1 }, 120);
    expect(status(solo, 10_000, { running: 1 })).toEqual(['unknown', 'heartbeats-stopped']);
    expect(status(solo, 600)).toEqual(['unknown', 'heartbeats-stopped']);
    expect(status(solo, 1100)).toEqual(['gone', 'no-reply']);
    // Nor is it known to be idle: it tells the start of a run together with its end.
    expect(toWorkerView(solo, IDLE, 600).active).toBeNull();
  });

  it('is gone after its offline event and back with the next heartbeat', () => {
    const offline = reduceWorker(worker, workerEvent('worker-offline', 122), 122);
    expect(status(offline, 123)).toEqual(['gone', 'offline-event']);
    expect(status(reduceWorker(offline, workerEvent('worker-heartbeat', 121), 123), 123)[0]).toBe('gone');
    expect(status(reduceWorker(offline, workerEvent('worker-heartbeat', 124), 124), 124)[0]).toBe('idle');
  });

  it('stays gone when its last tasks end after it said that it leaves', () => {
    const offline = reduceWorker(worker, workerEvent('worker-offline', 122), 122);
    expect(status(reduceWorkerByTask(offline, taskEvent('task-succeeded', 123), 124), 124)[0]).toBe('gone');
  });
});

describe('task events of a worker', () => {
  it('are known to be off when it starts tasks and none are heard', () => {
    let worker = beating(100, 104);
    worker = reduceWorker(worker, workerEvent('worker-heartbeat', 106, { processed: 1 }), 106);
    expect(worker.taskEvents).toBeNull();
    worker = reduceWorker(worker, workerEvent('worker-heartbeat', 108, { processed: 2 }), 108);
    expect(worker.taskEvents).toBe(false);
    expect(reduceWorkerByTask(worker, taskEvent('task-started', 109), 109).taskEvents).toBe(true);
  });

  it('are known to be off of a worker without heartbeats when its own counts rise', () => {
    const count = (worker: WorkerRecord | null, total: object, at: number): WorkerRecord =>
      reduceWorkerReply(worker, 'mute@host', 'stats', { stats: { total } }, at);
    const before = count(null, { 'shop.add': 5 }, 100);
    expect(count(before, { 'shop.add': 6 }, 130).taskEvents).toBeNull();
    expect(count(before, { 'shop.add': 6, 'shop.mail': 1 }, 130)).toMatchObject({ taskEvents: false, processed: 7 });
    const heard = reduceWorkerByTask(before, taskEvent('task-started', 125, { hostname: 'mute@host' }), 125);
    expect(count(heard, { 'shop.add': 9 }, 130).taskEvents).toBe(true);
    expect(count(before, { __proto__: null, x: 'many' }, 130)).toMatchObject({ taskEvents: null, processed: 0 });
  });

  it('are on as long as they are heard from time to time', () => {
    let worker = reduceWorkerByTask(beating(100, 104), taskEvent('task-started', 105), 105);
    worker = reduceWorker(worker, workerEvent('worker-heartbeat', 106, { processed: 50 }), 106);
    expect(worker.taskEvents).toBe(true);
    worker = reduceWorker(worker, workerEvent('worker-heartbeat', 206, { processed: 90 }), 206);
    expect(worker.taskEvents).toBe(false);
  });

  it('are on when each of a few comes right after a heartbeat', () => {
    let worker = reduceWorkerByTask(beating(100, 104), taskEvent('task-started', 105), 105);
    for (const [processed, at] of [200, 300, 400, 500].entries()) {
      worker = reduceWorker(worker, workerEvent('worker-heartbeat', at, { processed }), at);
      worker = reduceWorkerByTask(worker, taskEvent('task-started', at), at + 0.5);
      worker = reduceWorker(worker, workerEvent('worker-heartbeat', at + 2, { processed: processed + 1 }), at + 2);
      expect(worker.taskEvents).toBe(true);
    }
  });

  it('are off at once when it says so, though what it had gathered before still comes', () => {
    const heard = reduceWorkerByTask(beating(100, 104), taskEvent('task-started', 105), 105);
    let worker = reduceWorkerSwitch(heard, false, 106);
    worker = reduceWorkerByTask(worker, taskEvent('task-succeeded', 105.5), 107);
    expect(worker.taskEvents).toBe(false);
    expect(reduceWorkerByTask(worker, taskEvent('task-started', 120), 120).taskEvents).toBe(true);
  });

  it('are on at once when it says so, whatever it ran before', () => {
    let worker = reduceWorker(beating(100, 104), workerEvent('worker-heartbeat', 106, { processed: 1 }), 106);
    worker = reduceWorkerSwitch(reduceWorkerSwitch(worker, false, 107), true, 108);
    expect(worker).toMatchObject({ taskEvents: true, taskEventsSince: 108 });
    worker = reduceWorkerByTask(worker, taskEvent('task-started', 108.5), 109);
    worker = reduceWorker(worker, workerEvent('worker-heartbeat', 110, { processed: 40 }), 110);
    expect(worker.taskEvents).toBe(true);
  });

  it('are not proven by custom events, which come without -E as well', () => {
    const custom = {
      kind: 'custom',
      type: 'task-progress',
      hostname: 'w1@alpha',
      timestamp: 105,
      pid: 9,
      clock: 1,
      uuid: 'u',
      state: 'PROGRESS',
      fields: {},
    } as const;
    expect(reduceWorkerByTask(beating(100, 104), custom, 105)).toMatchObject({ taskEvents: null, pid: 1 });
  });
});

describe('the clock of a worker', () => {
  it('is compared with the delay of all workers, so that our own lag is no drift', () => {
    const workers = [
      beating(100, 120, {}, 3),
      beating(100, 120, { hostname: 'b' }, 3.2),
      beating(100, 120, { hostname: 'c' }, 63),
    ];
    const lagSeconds = clusterLag(workers);
    const drifts = workers.map((w) => toWorkerView(w, IDLE, 121, { lagSeconds, queueStuck: false }).clockDriftSeconds);
    expect(drifts.map((drift) => Math.abs(Math.round(drift ?? -1)))).toEqual([0, 0, 60]);
  });

  it('is wrong rather than our lag when a single worker is a minute late', () => {
    expect(clusterLag([beating(100, 120, {}, 60)])).toBe(1);
    expect(clusterLag([beating(100, 120, {}, -60)])).toBe(0);
  });

  it('is not judged before three heartbeats', () => {
    expect(toWorkerView(beating(100, 101), IDLE, 102).clockDriftSeconds).toBeNull();
  });
});

it('keeps the real frequency when a heartbeat on request tells another', () => {
  const worker = reduceWorker(
    beating(100, 104),
    workerEvent('worker-heartbeat', 105, { freq: 5, active: null, processed: null }),
    105,
  );
  expect(worker).toMatchObject({ freq: 2, active: 0, processed: 0 });
});

it('waits longer for a worker that sends no heartbeats and is heard only when asked', () => {
  const asked = reduceWorkerReply(null, 'quiet@host', 'ping', { concurrency: 2 }, 100);
  expect([status(asked, 150)[0], status(asked, 170)[0], status(asked, 290)[0]]).toEqual(['idle', 'unknown', 'gone']);
});

describe('since when the task events of a worker are heard', () => {
  const since = (worker: WorkerRecord, now: number) =>
    toWorkerView(worker, IDLE, now, { lagSeconds: 0, queueStuck: false }).taskEventsSince;

  it('is the first of them, and begins anew where it had run tasks without telling', () => {
    const heard = reduceWorkerByTask(beating(100, 110), taskEvent('task-received', 110), 111);
    expect(since(beating(100, 110), 111)).toBeUndefined();
    expect(since(reduceWorkerByTask(heard, taskEvent('task-started', 120), 121), 121)).toBe(111);
    const mute = reduceWorker(
      reduceWorker(heard, workerEvent('worker-heartbeat', 150, { processed: 5 }), 150),
      workerEvent('worker-heartbeat', 152, { processed: 9 }),
      152,
    );
    expect(since(mute, 152)).toBeUndefined();
    expect(since(reduceWorkerByTask(mute, taskEvent('task-received', 160), 161), 161)).toBe(161);
  });
});
