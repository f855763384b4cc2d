import { describe, expect, it } from 'vitest';
import type { Delivery } from './task';
import { situationsAt, type PastTask } from './task-at';

const delivery = (different: Partial<Delivery>): PastTask['deliveries'][number] => ({
  worker: 'w1',
  receivedAt: 20,
  startedAt: 30,
  endedAt: 40,
  outcome: 'SUCCESS',
  deduplicated: false,
  ...different,
});
const task = (different: Partial<PastTask> = {}): PastTask => ({
  state: 'SUCCESS',
  sentAt: 10,
  eta: null,
  endedAt: 40,
  updatedAt: 40,
  deliveries: [delivery({})],
  ...different,
});
const kinds = (of: PastTask, at: number): readonly string[] => situationsAt(of, at).map(({ kind }) => kind);

describe('where a task was', () => {
  it.each([
    [9, []],
    [10, ['waiting']],
    [20, ['reserved']],
    [29.9, ['reserved']],
    [30, ['running']],
    [39.9, ['running']],
    [40, []],
    [99, []],
  ])('at %d, of one that was sent at 10, received at 20 and ran from 30 to 40', (at, expected) => {
    expect(kinds(task(), at)).toEqual(expected);
  });

  it('is with its worker until the eta', () => {
    const later = task({ eta: 28, deliveries: [delivery({})] });
    expect([21, 27, 28, 29].map((at) => kinds(later, at))).toEqual([
      ['scheduled'],
      ['scheduled'],
      ['reserved'],
      ['reserved'],
    ]);
  });

  it('is on two workers while it runs twice', () => {
    const twice = task({
      deliveries: [delivery({ endedAt: 60 }), delivery({ worker: 'w2', startedAt: 50, endedAt: 55 })],
    });
    expect(situationsAt(twice, 52)).toEqual([
      { kind: 'running', worker: 'w1', since: 30 },
      { kind: 'running', worker: 'w2', since: 50 },
    ]);
  });

  it('is its queue again between two tries', () => {
    const retried = task({
      endedAt: 90,
      deliveries: [delivery({ outcome: 'RETRY' }), delivery({ receivedAt: 60, startedAt: 70, endedAt: 90 })],
    });
    expect(situationsAt(retried, 50)).toEqual([{ kind: 'waiting', since: 40 }]);
    expect(kinds(retried, 65)).toEqual(['reserved']);
    expect(kinds(retried, 75)).toEqual(['running']);
  });

  it('is where it still is, of one that is under way', () => {
    const running = task({ state: 'STARTED', endedAt: null, deliveries: [delivery({ endedAt: null, outcome: null })] });
    expect(kinds(running, 1e9)).toEqual(['running']);
    expect(kinds(task({ state: 'SENT', endedAt: null, deliveries: [] }), 1e9)).toEqual(['waiting']);
  });

  it('is not known after the last sign of one that was lost', () => {
    const lost = task({
      state: 'LOST',
      endedAt: null,
      updatedAt: 80,
      deliveries: [delivery({ endedAt: null, outcome: null })],
    });
    expect([79, 80].map((at) => kinds(lost, at))).toEqual([['running'], []]);
  });

  it('is nowhere while a worker only acknowledged a copy', () => {
    expect(kinds(task({ endedAt: 35, deliveries: [delivery({ deduplicated: true })] }), 36)).toEqual([]);
  });
});
