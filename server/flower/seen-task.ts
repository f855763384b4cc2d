import { may, type Access } from '@/lib/access/access';
import type { WholeTask } from '../store/store';

export function seesArguments(access: Access): boolean {
  return may(access, 'view-arguments');
}

/** A task without what a role may not see of it: arguments, result, and the texts that may quote them. */
export function asSeenBy(access: Access, whole: WholeTask): WholeTask {
  if (seesArguments(access)) return whole;
  const { task, children } = whole;
  const hidden = { args: null, kwargs: null, result: null, traceback: null, exception: task.exceptionType };
  return { task: { ...task, ...hidden }, children };
}
