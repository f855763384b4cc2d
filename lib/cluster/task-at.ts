import { isInFlight } from '../celery/task-state';
import type { Delivery, Task } from './task';

/** What a task needs to tell where it was at some time. */
export type PastTask = Pick<Task, 'state' | 'sentAt' | 'eta' | 'endedAt' | 'updatedAt'> & {
  readonly deliveries: readonly Pick<
    Delivery,
    'worker' | 'receivedAt' | 'startedAt' | 'endedAt' | 'outcome' | 'deduplicated'
  >[];
};

/** Where a task was: on a worker, in one of three ways, or waiting in its queue. `since` is when that began. */
export type Situation =
  | { readonly kind: 'running' | 'reserved' | 'scheduled'; readonly worker: string; readonly since: number }
  | { readonly kind: 'waiting'; readonly since: number };

/**
 * Where a task was at a time, as its deliveries tell: on several workers at once, if it ran twice; nowhere before its
 * first sign and after its end.
 */
export function situationsAt(task: PastTask, at: number): readonly Situation[] {
  const end = endOf(task);
  const running: Situation[] = [];
  const held: Situation[] = [];
  let firstSign = task.sentAt ?? Infinity;
  let lastEnd = task.sentAt ?? -Infinity;
  for (const delivery of task.deliveries) {
    const { worker, receivedAt, startedAt, deduplicated } = delivery;
    const from = Math.min(receivedAt ?? Infinity, startedAt ?? Infinity);
    const to = delivery.endedAt ?? end;
    firstSign = Math.min(firstSign, from);
    if (to <= at) lastEnd = Math.max(lastEnd, to);
    if (from > at || to <= at) continue;
    if (startedAt !== null && startedAt <= at) {
      if (!deduplicated) running.push({ kind: 'running', worker, since: startedAt });
    } else held.push({ kind: (task.eta ?? 0) > at ? 'scheduled' : 'reserved', worker, since: from });
  }
  if (running.length > 0) return running;
  if (held.length > 0) return held;
  const waits = firstSign <= at && at < end;
  return waits ? [{ kind: 'waiting', since: Number.isFinite(lastEnd) ? lastEnd : firstSign }] : [];
}

// Of what ended without a time, and of what we lost sight of, the last sign is all there is.
function endOf({ state, endedAt, updatedAt }: PastTask): number {
  return isInFlight(state) ? Infinity : (endedAt ?? updatedAt);
}
