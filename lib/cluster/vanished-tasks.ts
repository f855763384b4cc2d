import { noteKept, type LostTasks } from './lost-tasks';
import type { Task } from './task';

/** Its message is nowhere, and nothing else tells that it ran or ended. */
export function noteVanished(vanished: LostTasks, task: Task, now: number): void {
  noteKept(vanished, task, task.state === 'UNKNOWN' && task.stateReason === 'not-in-broker', now);
}
