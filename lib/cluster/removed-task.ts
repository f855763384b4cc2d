import { REMOVED, settleTask } from './settle-task';
import type { Task } from './task';
import { isUnheld } from './unheard';

/**
 * The task after its message was removed: nobody will run it. Should a worker have been quicker, or another copy be there,
 * its receipt says so and counts. One that a worker holds stays as it is.
 */
export function removedFromQueue(task: Task, at: number): Task {
  if (!isUnheld(task)) return task;
  const removed = { ...task, stateReason: REMOVED, updatedAt: Math.max(task.updatedAt, at) };
  const settled = settleTask(task, { ...removed, state: 'CANCELLED', endedAt: at });
  return { ...settled, endedAt: at };
}
