import { describe, expect, it } from 'vitest';
import type { Sight } from './detector';
import type { HeldTask } from '../cluster/worker';
import { workerView } from '../workers/worker.fixture';
import { newWorkerRecord, type WorkerReplies } from '../cluster/worker-record';
import { prefetchStarvation } from './prefetch-starvation';
import { delivery, NOW, put, record, seenBy, sight, textsOf } from './sight.fixture';

const heldTask = (uuid: string): HeldTask => ({
  ...{ uuid, name: 'shop.nap', args: null, kwargs: null, eta: null, startedAt: null, acknowledged: null },
  ...{ redelivered: null, routingKey: null, exchange: null, priority: null, workerPid: null },
});

const lists = (active: number, reserved: readonly string[], age = 3): Partial<WorkerReplies> => ({
  activeTasks: Array.from({ length: active }, (_, index) => heldTask(`r${index}`)),
  reservedTasks: reserved.map((uuid) => heldTask(uuid)),
  readAt: { active: NOW - age, reserved: NOW - age },
});

/** w1 has three slots, w2 is free; by events w1 runs so many and holds a and b. */
function hoard(active: number, replies: Partial<WorkerReplies>, told: Partial<Sight> = {}) {
  const up = { queues: ['mail'], concurrency: 3, prefetchCount: 12, prefetchMultiplier: 4 };
  const workers = [
    workerView('w1@alpha', { ...up, status: 'saturated', active, reserved: 2 }),
    workerView('w2@beta', { ...up, status: 'idle', active: 0, reserved: 0 }),
  ];
  const at = sight({ workers, ready: () => ({ count: 0, at: NOW }), ...told });
  const { replies: none } = newWorkerRecord('w1@alpha', 0);
  record(at, 'w1@alpha', { replies: { ...none, ...replies } });
  for (const uuid of ['a', 'b']) put(at, uuid, { state: 'RECEIVED', deliveries: [delivery()] });
  return seenBy(prefetchStarvation, at);
}

const lost: Partial<Sight> = { lostBy: (hostname) => (hostname === 'w1@alpha' ? 40 : 0) };

describe('prefetch-starvation where events were lost', () => {
  it('trusts events that are whole', () => {
    expect(hoard(3, {})).toMatchObject([{ sentence: { values: { held: 2 } } }]);
  });

  it.each<[string, number, Partial<WorkerReplies>, Partial<Sight>?]>([
    ['more runs than slots are counted and no list is known', 19, {}],
    ['the lists are old', 19, lists(3, ['a', 'b'], 60)],
    ['the worker itself names no task that waits', 19, lists(3, [])],
    ['the worker itself says that a slot is free', 3, lists(1, ['a', 'b']), lost],
    ['events of it were lost and no list is known', 3, {}, lost],
  ])('says nothing when %s', (_, active, replies, told) => {
    expect(hoard(active, replies, told)).toEqual([]);
  });

  it("tells what the worker's own lists tell", () => {
    const [finding] = hoard(19, lists(3, ['b']), lost);
    expect(finding?.evidence[0]).toMatchObject({
      claim: { values: { running: 3, slots: 3, held: 1 } },
      source: 'inspect active, reserved',
      at: NOW - 3,
    });
    expect(finding?.related).toContainEqual({ kind: 'task', id: 'b' });
    expect(finding?.related).not.toContainEqual({ kind: 'task', id: 'a' });
    for (const text of finding === undefined ? [] : textsOf(finding)) expect(text).not.toMatch(/\b19\b/);
  });

  it('takes no worker for free by what lost events tell of it', () => {
    expect(hoard(3, lists(3, ['a', 'b']), { lostBy: () => 40 })).toEqual([]);
  });
});
