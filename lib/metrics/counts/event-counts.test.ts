import { describe, expect, it } from 'vitest';
import type { TaskEvent, TaskEventType } from '../../celery/event';
import { taskEvent } from '../../cluster/event.fixture';
import { reduceTask } from '../../cluster/reduce-task';
import type { Task } from '../../cluster/task';
import { EventCounts } from './event-counts';

const BUCKETS = [0.1, 1];

/** Feeds events of one task, each with the task as it is after it. */
function counted(...events: readonly (readonly [TaskEventType, number, Partial<TaskEvent>?])[]) {
  const counts = new EventCounts(BUCKETS, { pairs: 10, publishers: 10 });
  let task: Task | null = null;
  for (const [type, at, fields] of events) {
    const event = taskEvent(type, at, fields);
    task = reduceTask(task, event, at);
    counts.take(event, task, at);
  }
  return { counts, told: counts.told([], 100) };
}

const received = ['task-received', 10, { name: 'shop.pay' }] as const;
const started = ['task-started', 12.5] as const;

describe('the counts of events', () => {
  it('are by worker, type and task, also where an event does not tell the name', () => {
    const { told } = counted(received, started, ['task-succeeded', 13, { runtimeSeconds: 0.5 }]);
    expect(told.workers).toHaveLength(1);
    expect(told.workers[0]?.worker).toBe('w1@alpha');
    expect(told.workers[0]?.pairs[0]).toMatchObject({
      task: 'shop.pay',
      events: [
        ['task-received', 1],
        ['task-started', 1],
        ['task-succeeded', 1],
      ],
      runs: { sum: 0.5, counts: [0, 1, 0] },
    });
  });

  it('have the publisher of a task in the place of a worker, as Flower has it', () => {
    const { told } = counted(['task-sent', 9, { name: 'shop.pay', hostname: 'gen7@web' }], received);
    expect(told.publishers).toEqual([{ worker: 'gen7@web', tasks: [['shop.pay', 1]] }]);
    expect(told.workers[0]?.pairs[0]?.events).toEqual([['task-received', 1]]);
  });

  it.each([
    ['task-succeeded', { runtimeSeconds: 0.5 }],
    ['task-failed', {}],
    ['task-retried', {}],
    ['task-revoked', {}],
  ] as const)('tell how long the newest task was prefetched, and 0 after %s', (type, fields) => {
    expect(counted(received, started).told.workers[0]?.pairs[0]?.prefetchSeconds).toBe(2.5);
    const { told } = counted(received, started, [type, 13, fields]);
    expect(told.workers[0]?.pairs[0]?.prefetchSeconds).toBe(0);
  });

  it('tell no prefetch of a task that waited for its eta', () => {
    const { told } = counted(['task-received', 10, { name: 'shop.pay', eta: 60 }], ['task-started', 60]);
    expect(told.workers[0]?.pairs[0]?.prefetchSeconds).toBeNull();
  });

  it('observe no run time of failures, and none below 0', () => {
    const { told } = counted(received, started, ['task-succeeded', 13, { runtimeSeconds: -4 }], ['task-failed', 14]);
    expect(told.workers[0]?.pairs[0]?.runs).toBeNull();
  });

  it('tell of what is held now, which is 0 where nothing is held any more', () => {
    const { counts } = counted(received);
    const held = [['w1@alpha', ['shop.pay', 'shop.pay', 'shop.mail']]] as const;
    const prefetched = (told: ReturnType<EventCounts['told']>) =>
      told.workers[0]?.pairs.map(({ task, prefetched: count }) => [task, count]);
    expect(prefetched(counts.told(held, 100))).toEqual([
      ['shop.pay', 2],
      ['shop.mail', 1],
    ]);
    expect(prefetched(counts.told([], 100))).toEqual([
      ['shop.pay', 0],
      ['shop.mail', 0],
    ]);
  });

  it('know a few types that tasks make up, and sum the others', () => {
    const counts = new EventCounts(BUCKETS, { pairs: 10, publishers: 10 });
    const task = reduceTask(null, taskEvent('task-received', 1, { name: 'a' }), 1);
    for (let index = 0; index < 100; index += 1) {
      const type = `task-step${index}`;
      const { hostname, timestamp, pid, clock, uuid } = taskEvent('task-started', 2);
      counts.take({ kind: 'custom', type, hostname, timestamp, pid, clock, uuid, state: 'STEP', fields: {} }, task, 2);
    }
    const events = counts.told([], 100).workers[0]?.pairs[0]?.events ?? [];
    expect(events).toHaveLength(9);
    expect(events).toContainEqual(['task-step0', 1]);
    expect(events).toContainEqual(['task-other', 92]);
  });
});
