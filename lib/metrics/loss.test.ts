import { describe, expect, it } from 'vitest';
import type { CeleryEvent, TaskEvent, WorkerEvent } from '../celery/event';
import { createLossMeter } from './loss';

const base = { hostname: 'w1@a', timestamp: 0, pid: 1, clock: null };
const beat = (processed: number, pid = 1): WorkerEvent => ({
  ...base,
  pid,
  kind: 'worker',
  type: 'worker-heartbeat',
  freq: 2,
  active: 0,
  processed,
  loadavg: null,
  swIdent: null,
  swVer: null,
  swSys: null,
});
const started = (uuid: string, pid = 1): TaskEvent => ({
  ...base,
  pid,
  kind: 'task',
  type: 'task-started',
  uuid,
  name: null,
  args: null,
  kwargs: null,
  retries: null,
  eta: null,
  expires: null,
  rootId: null,
  parentId: null,
  queue: null,
  exchange: null,
  routingKey: null,
  result: null,
  runtimeSeconds: null,
  exception: null,
  traceback: null,
  requeue: null,
  terminated: null,
  expired: null,
  signum: null,
});
const lostAfter = (events: readonly CeleryEvent[]): number | null => {
  const meter = createLossMeter();
  for (const event of events) meter.add(event);
  return meter.lost();
};

describe('createLossMeter', () => {
  it('finds nothing lost when every start was seen', () => {
    expect(lostAfter([beat(10), started('a'), started('b'), beat(12), beat(12)])).toBe(0);
  });

  it('counts starts that never arrived', () => {
    expect(lostAfter([beat(10), started('a'), beat(15), beat(15)])).toBe(4);
  });

  it('never takes a loss back for what was started after the heartbeat that showed it', () => {
    expect(lostAfter([beat(10), started('a'), beat(15), beat(15), started('b'), started('c'), beat(17)])).toBe(4);
  });

  it('does not count a start that is in the heartbeat before its event came', () => {
    expect(lostAfter([beat(10), started('a'), beat(12), started('b')])).toBe(0);
    expect(lostAfter([beat(10), started('a'), beat(12), started('b'), beat(12)])).toBe(0);
  });

  it('cannot tell for a worker without task events', () => {
    expect(lostAfter([beat(10), beat(20), beat(30)])).toBeNull();
  });

  it('starts again when the worker restarts and keeps what was lost before', () => {
    expect(
      lostAfter([beat(10), started('a'), beat(13), beat(13), beat(0, 2), started('b', 2), beat(1, 2), beat(1, 2)]),
    ).toBe(2);
  });

  it('keeps a bounded number of workers, and what those lost that it lets go', () => {
    const meter = createLossMeter();
    for (const event of [beat(10), started('a'), beat(14), beat(14)]) meter.add(event);
    expect(meter.lost()).toBe(3);
    for (let index = 0; index < 5000; index += 1) meter.add({ ...beat(1), hostname: `made-up-${index}` });
    expect(meter.lostOf('w1@a')).toBeNull();
    expect(meter.lost()).toBe(3);
  });
});
