import type { Task } from './task';

/** Whoever is called to it an hour later still finds it. */
export const LOST_SECONDS = 3600;
const MAX_LOST = 1000;

/** A task that was given up as lost, and when that was, our clock. */
export interface LostTask {
  readonly task: Task;
  readonly seenAt: number;
}

/** Tasks that nothing will run again, the longest known first; they stay when memory lets go of the task itself. */
export type LostTasks = Map<string, LostTask>;

export function noteLost(lost: LostTasks, task: Task, now: number): void {
  noteKept(lost, task, task.state === 'LOST', now);
}

/** Keeps the task among these while it is one of them. */
export function noteKept(lost: LostTasks, task: Task, isOne: boolean, now: number): void {
  if (!isOne) {
    // It was heard of after all. Called for each event: most find nothing here.
    if (lost.size > 0) lost.delete(task.uuid);
    return;
  }
  lost.set(task.uuid, { task, seenAt: lost.get(task.uuid)?.seenAt ?? now });
  if (lost.size <= MAX_LOST) return;
  const [oldest] = lost.keys();
  if (oldest !== undefined) lost.delete(oldest);
}

export function sweepLost(lost: LostTasks, now: number): void {
  for (const [uuid, { seenAt }] of lost) {
    if (now - seenAt < LOST_SECONDS) break;
    lost.delete(uuid);
  }
}
