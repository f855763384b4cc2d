import { describe, expect, it } from 'vitest';
import { taskEvent } from './event.fixture';
import { newTask, reduceTask } from './reduce-task';
import { removedFromQueue } from './removed-task';
import type { Task } from './task';

const NOW = 1_000_000;

function after(...events: readonly Parameters<typeof taskEvent>[]): Task {
  return events.reduce<Task>(
    (task, [type, at, fields]) => reduceTask(task, taskEvent(type, at, { retries: 0, ...fields }), at),
    newTask('u', NOW),
  );
}
const sent = ['task-sent', NOW, { queue: 'mail' }] as const;

describe('a task whose message was removed', () => {
  it('is cancelled from then on, and stays so when the event of its sending comes late', () => {
    const removed = removedFromQueue(after([...sent]), NOW + 5);
    expect(removed).toMatchObject({ state: 'CANCELLED', stateReason: 'removed-from-queue', endedAt: NOW + 5 });
    expect(reduceTask(removed, taskEvent('task-sent', NOW + 1, { queue: 'mail' }), NOW + 6)).toMatchObject({
      state: 'CANCELLED',
      stateReason: 'removed-from-queue',
    });
  });

  it('counts as received when a worker was quicker', () => {
    const removed = removedFromQueue(after([...sent]), NOW + 5);
    const received = reduceTask(removed, taskEvent('task-received', NOW + 4, { retries: 0 }), NOW + 6);
    expect(received).toMatchObject({ state: 'RECEIVED', stateReason: null, endedAt: null });
    const ended = reduceTask(received, taskEvent('task-succeeded', NOW + 7, { result: '1' }), NOW + 7);
    expect(ended).toMatchObject({ state: 'SUCCESS', stateReason: null });
  });

  it('is cancelled too when it waited for another try', () => {
    const task = after([...sent], ['task-received', NOW + 1, {}], ['task-retried', NOW + 2, { exception: 'E()' }]);
    expect(task.state).toBe('RETRY');
    expect(removedFromQueue(task, NOW + 5)).toMatchObject({ state: 'CANCELLED', stateReason: 'removed-from-queue' });
  });

  it('is left alone while a worker holds it, and when it has ended', () => {
    const held = after([...sent], ['task-received', NOW + 1, {}]);
    expect(removedFromQueue(held, NOW + 5)).toBe(held);
    const ended = after([...sent], ['task-received', NOW + 1, {}], ['task-succeeded', NOW + 2, { result: '1' }]);
    expect(removedFromQueue(ended, NOW + 5)).toBe(ended);
  });
});
