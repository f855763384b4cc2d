import type { WorkerView } from '../cluster/worker';
import type { DetectorInput } from './detector';

/** Longer ago an inspect list says nothing of now. */
const LIST_FRESH_SECONDS = 15;

/** A worker whose numbers can be relied upon, and where they come from. */
export interface CountedWorker extends WorkerView {
  readonly countedBy: 'task events' | 'inspect active, reserved';
  readonly countedAt: number;
}

/**
 * What it runs and holds. Events tell it at once, but not where some of them were lost: then its own lists count, and
 * without a fresh one nothing is known (null).
 */
export function countedWorker({ cluster, now, lostBy }: DetectorInput, worker: WorkerView): CountedWorker | null {
  const { hostname, active, concurrency } = worker;
  const isMore = active !== null && concurrency !== null && active > concurrency;
  const hasLost = (lostBy(hostname) ?? 0) > 0;
  if (!isMore && !hasLost) return { ...worker, countedBy: 'task events', countedAt: now };
  const { activeTasks, reservedTasks, readAt } = cluster.workers.get(hostname)?.replies ?? {};
  const countedAt = Math.min(readAt?.['active'] ?? 0, readAt?.['reserved'] ?? 0);
  if (activeTasks == null || reservedTasks == null || now - countedAt > LIST_FRESH_SECONDS) return null;
  // A pool that shrinks runs more than it has slots until it has.
  if (concurrency !== null && activeTasks.length > concurrency) return null;
  return {
    ...worker,
    active: activeTasks.length,
    reserved: reservedTasks.length,
    countedBy: 'inspect active, reserved',
    countedAt,
  };
}
