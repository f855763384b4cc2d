import { expect, it } from 'vitest';
import { newTask } from '../../cluster/reduce-task';
import type { Task } from '../../cluster/task';
import { EndCounts } from './end-counts';

const ended = (state: string, fields: Partial<Task> = {}): Task => ({
  ...newTask('u1', 1),
  name: 'pay',
  state,
  ...fields,
});

it('counts ends by type and outcome, with run times of success and failure apart', () => {
  const counts = new EndCounts([1, 10], { tasks: 10, queues: 10 });
  for (const task of [
    ended('SUCCESS', { runtimeSeconds: 0.5 }),
    ended('FAILURE', { runtimeSeconds: 5 }),
    ended('RETRY', { runtimeSeconds: 5 }),
    ended('LOST'),
    ended('CANCELLED'),
  ])
    counts.take(task, 1);
  expect(counts.told().tasks).toEqual([
    {
      task: 'pay',
      ends: { success: 1, failure: 1, retry: 1, revoked: 0, rejected: 0, lost: 1, other: 1 },
      runs: { success: { sum: 0.5, counts: [1, 0, 0] }, failure: { sum: 5, counts: [0, 1, 0] } },
    },
  ]);
});

it('counts by queue how long tasks had waited, and nothing of those that never began', () => {
  const counts = new EndCounts([], { tasks: 10, queues: 10 });
  counts.take(ended('SUCCESS', { queue: 'mail', sentAt: 10, startedAt: 14 }), 1);
  counts.take(ended('REVOKED', { queue: 'mail', sentAt: 10 }), 1);
  const { waits } = counts.told();
  expect(waits).toHaveLength(1);
  expect(waits[0]).toMatchObject({ queue: 'mail', waits: { sum: 4 } });
});

it('tells zeros of a type of which no task has ended yet, so that its first loss is seen as a rise', () => {
  const counts = new EndCounts([], { tasks: 2, queues: 1 });
  counts.meet('pay', 1);
  expect(counts.told().tasks).toMatchObject([{ task: 'pay', ends: { success: 0, lost: 0 } }]);
});

it('sums the types beyond its bound', () => {
  const counts = new EndCounts([], { tasks: 2, queues: 1 });
  for (let index = 0; index < 50; index += 1)
    counts.take(ended('SUCCESS', { name: `t${index}`, queue: `q${index}`, sentAt: 1, startedAt: 2 }), 1);
  const { tasks, waits } = counts.told();
  expect(tasks.map(({ task, ends }) => [task, ends.success])).toEqual([
    ['t0', 1],
    ['t1', 1],
    ['other', 48],
  ]);
  expect(waits.map(({ queue }) => queue)).toEqual(['q0', 'other']);
  expect([counts.tasks.isFull, counts.queues.isFull]).toEqual([true, true]);
});
