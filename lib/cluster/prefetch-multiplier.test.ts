import { describe, expect, it } from 'vitest';
import { reduceWorkerReply } from './reduce-worker';
import { toWorkerView } from './worker-view';
import type { HeldTask } from './worker';
import type { WorkerRecord, WorkerReplies } from './worker-record';

const NOTHING_HELD = { running: 0, reserved: 0, scheduled: 0, sparkline: [] };
const ETA_TASK: HeldTask = {
  uuid: 'a',
  name: null,
  args: null,
  kwargs: null,
  eta: 500,
  startedAt: null,
  acknowledged: false,
  redelivered: null,
  routingKey: null,
  exchange: null,
  priority: null,
  workerPid: null,
};

type Reply = readonly [command: string, replies: Partial<WorkerReplies>];

const conf: Reply = ['conf', { prefetchMultiplier: 4 }];
const scheduled = (count: number): Reply => [
  'scheduled',
  { scheduledTasks: Array.from({ length: count }, () => ETA_TASK) },
];
const stats = (prefetchCount: number, concurrency: number, more: Partial<WorkerReplies> = {}): Reply => [
  'stats',
  { pid: 7, prefetchCount, concurrency, ...more },
];

function multiplier(...replies: readonly Reply[]): number | null {
  const worker = replies.reduce<WorkerRecord | null>(
    (record, [command, told], index) => reduceWorkerReply(record, 'w1@host', command, told, 100 + index),
    null,
  );
  return worker === null ? null : toWorkerView(worker, NOTHING_HELD, 110).prefetchMultiplier;
}

describe('the prefetch multiplier', () => {
  it('is what the prefetch count tells, since the settings do not tell one of the command line', () => {
    expect(multiplier(conf, scheduled(0), stats(1, 1))).toBe(1);
    expect(multiplier(stats(20, 2), conf, scheduled(0))).toBe(10);
    expect(multiplier(conf, scheduled(0), stats(0, 2))).toBe(0);
  });

  it('leaves out the tasks that are held until their eta', () => {
    expect(multiplier(conf, scheduled(3), stats(11, 2))).toBe(4);
    expect(multiplier(stats(5, 2), scheduled(3), conf)).toBe(1);
  });

  it('is what the settings say while the prefetch count does not tell it', () => {
    expect(multiplier(conf, stats(1, 1))).toBe(4);
    expect(multiplier(conf, scheduled(0), stats(7, 2))).toBe(4);
    expect(multiplier(scheduled(0), stats(7, 2))).toBeNull();
  });

  it('is not moved by eta tasks that came or went between two replies', () => {
    expect(multiplier(scheduled(0), stats(4, 1), scheduled(1), stats(9, 1))).toBe(4);
    expect(multiplier(scheduled(0), stats(4, 1), scheduled(0), stats(8, 2))).toBe(4);
  });

  it('is read anew of a new process', () => {
    expect(multiplier(scheduled(0), stats(4, 1), scheduled(1), stats(2, 1, { pid: 8 }))).toBe(1);
  });

  it('counts the slots that there may be where the pool grows by itself', () => {
    expect(
      multiplier(conf, scheduled(0), stats(12, 1, { stats: { autoscaler: { max: 3, min: 1, current: 1 } } })),
    ).toBe(4);
  });
});
