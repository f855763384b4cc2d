import { describe, expect, it } from 'vitest';
import { workerView } from '../workers/worker.fixture';
import { queueTotals, unackedSum } from './queue-totals';
import { queueView } from './queue.fixture';

describe('queueTotals', () => {
  it('counts a worker of two queues once', () => {
    const worker = workerView('w', { queues: ['a', 'b'], active: 1 });
    expect(queueTotals([queueView('a', { slots: 4 }), queueView('b', { slots: 4 })], [worker])).toMatchObject({
      slots: 4,
      busy: 1,
    });
  });

  it('marks a sum to which a queue has not told its part, and knows none when none did', () => {
    const totals = queueTotals(
      [queueView('a', { ready: 3, unacked: null }), queueView('b', { ready: null, unacked: null })],
      [],
    );
    expect(totals.ready).toEqual({ value: 3, exact: false });
    expect(totals.unacked).toBeNull();
  });

  it('lists queues that nobody consumes, not those of which it is not known', () => {
    const queues = [queueView('a', { consumers: 0 }), queueView('b', { consumers: null })];
    expect(queueTotals(queues, []).withoutConsumer).toEqual(['a']);
  });
});

describe('unackedSum', () => {
  const sumOf = (told: Parameters<typeof queueView>[1]) => unackedSum(queueTotals([queueView('a', told)], []));

  it('explains the unacked by what is held and by running tasks that acknowledge late', () => {
    expect(sumOf({ unacked: 96, reserved: 40, scheduled: 43, active: 30 })).toEqual({
      unacked: 96,
      reserved: 40,
      scheduled: 43,
      late: 13,
    });
  });

  it('explains nothing when more are unacked than are held and run, or fewer than are held', () => {
    expect(sumOf({ unacked: 20, reserved: 5, scheduled: 0, active: 3 })).toBeNull();
    expect(sumOf({ unacked: 4, reserved: 5, scheduled: 0, active: 3 })).toBeNull();
    expect(sumOf({ unacked: null })).toBeNull();
  });
});
