import type { TaskState } from '../celery/task-state';

export const SIGNALS = ['SIGTERM', 'SIGKILL', 'SIGINT', 'SIGQUIT'] as const;
export type Signal = (typeof SIGNALS)[number];

/** True while a pool process may be at work on it: only then terminate has something to end. */
export function mayRun(state: TaskState): boolean {
  return !['SENT', 'RECEIVED', 'RETRY'].includes(state);
}
