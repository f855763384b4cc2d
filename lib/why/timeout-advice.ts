import { heldFor, visibilityTimeoutAbove } from '../detectors/advised-setting';
import type { TaskFacts } from './facts';
import { advice } from './rung';

/** A timeout above the longest time that it is held; `likelyEnd` is when its run ends, where that can be told. */
export function visibilityTimeoutAdvice(
  { now, task }: TaskFacts,
  { at, deliveredAt }: { readonly at: number; readonly deliveredAt: number },
  likelyEnd: number | null = null,
) {
  const etaAt = Math.max(task.eta ?? 0, likelyEnd ?? 0);
  const longestSeconds = heldFor({ now, deliveredAt, dueAt: at, etaAt });
  return advice('visibilityTimeout', { longestSeconds }, visibilityTimeoutAbove(longestSeconds));
}
