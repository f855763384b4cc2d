import { isEnded } from '../celery/task-state';
import { applyBackendResult, type BackendResult } from './backend-result';
import { putTask, type Cluster } from './cluster';
import type { Task } from './task';

/** Events and readings of a queue may be this late behind each other. */
const GRACE_SECONDS = 20;
const MAX_FOUND = 1000;

/** What the broker was last seen to hold; null where it can't tell. */
export interface BrokerContents {
  readonly ready: (queue: string) => { readonly count: number; readonly at: number } | null;
  /** False where its unacknowledged messages were all read and this is none of them; null where they can't be. */
  readonly isUnacked: (uuid: string) => boolean | null;
  /** Since when we see events and readings without a gap, our clock. */
  readonly watchedSince: number;
  /** A worker that consumes it is silent: it may run what it has not told of, as a solo pool does. */
  readonly isConsumerSilent: (queue: string) => boolean;
}

/** A task that no worker is known to hold: it waits in its queue, or for its next attempt. */
export function isUnheld(task: Task): boolean {
  return (task.state === 'SENT' || task.state === 'RETRY') && task.deliveries.every(({ outcome }) => outcome !== null);
}

/** Sent tasks whose queue holds nothing any more: somebody took them, and no event told who. */
export function unheardTasks(cluster: Cluster, broker: BrokerContents, now: number): readonly string[] {
  const found: string[] = [];
  for (const [queue, waiting] of cluster.waiting) {
    if (broker.ready(queue)?.count !== 0) continue;
    for (const uuid of waiting) {
      const task = cluster.tasks.get(uuid);
      if (task === undefined || !isMissing(task, broker, now)) continue;
      found.push(uuid);
      if (found.length >= MAX_FOUND) return found;
    }
  }
  return found;
}

/**
 * Sent tasks that one of their queue has overtaken which was sent later: their queue may never be empty, and a worker that died
 * with their events unsent may have run them. They may also wait in a lane of a lower priority, so only a result can tell.
 */
export function overtakenTasks(cluster: Cluster, now: number): readonly string[] {
  const newest = newestTaken(cluster, now);
  const found: string[] = [];
  for (const [queue, waiting] of cluster.waiting) {
    const takenUpTo = newest.get(queue) ?? -Infinity;
    for (const uuid of waiting) {
      const task = cluster.tasks.get(uuid);
      if (task === undefined) continue;
      // They stand in the order in which they came.
      if ((task.sentAt ?? Infinity) >= takenUpTo || found.length >= MAX_FOUND) break;
      if (isUnheld(task) && Math.max(task.updatedAt, task.firstSeenAt, task.eta ?? 0) + GRACE_SECONDS < now)
        found.push(uuid);
    }
  }
  return found;
}

/** By queue, when the newest task was sent that a worker has had for a while. */
function newestTaken(cluster: Cluster, now: number): ReadonlyMap<string, number> {
  const newest = new Map<string, number>();
  for (const { queue, sentAt, receivedAt } of cluster.tasks.values()) {
    if (queue === null || sentAt === null || receivedAt === null || receivedAt + GRACE_SECONDS > now) continue;
    if (sentAt > (newest.get(queue) ?? -Infinity)) newest.set(queue, sentAt);
  }
  return newest;
}

/**
 * Decides what became of a task that nobody is known to hold, with what the result backend stored (null: nothing).
 * Returns the task if that changed it.
 */
export function settleUnheard(
  cluster: Cluster,
  uuid: string,
  stored: BackendResult | null,
  broker: BrokerContents,
  now: number,
): Task | null {
  const task = cluster.tasks.get(uuid);
  if (task === undefined || !isUnheld(task)) return null;
  const next =
    stored !== null && isOfThisAttempt(stored, task) && !isRevokeOnly(cluster, task, stored, broker, now)
      ? applyBackendResult(task, stored, now)
      : isMissing(task, broker, now)
        ? { ...task, state: 'UNKNOWN', stateReason: 'not-in-broker', updatedAt: Math.max(task.updatedAt, now) }
        : task;
  if (next.state === task.state) return null;
  putTask(cluster, next, now);
  return next;
}

/** Celery 5.6.2 and later writes REVOKED when a task is revoked, though its message waits still. */
function isRevokeOnly(
  cluster: Cluster,
  task: Task,
  { status }: BackendResult,
  broker: BrokerContents,
  now: number,
): boolean {
  return status === 'REVOKED' && cluster.revoked.has(task.uuid) && !isMissing(task, broker, now);
}

function isOfThisAttempt({ status, doneAt }: BackendResult, task: Task): boolean {
  return isEnded(status) && (doneAt === null || doneAt >= (task.sentAt ?? 0) - 1);
}

function isMissing(task: Task, broker: BrokerContents, now: number): boolean {
  if (task.queue === null || broker.isConsumerSilent(task.queue)) return false;
  const ready = broker.ready(task.queue);
  const since = Math.max(task.updatedAt, task.firstSeenAt, task.eta ?? 0, broker.watchedSince) + GRACE_SECONDS;
  return ready?.count === 0 && ready.at > since && now > since && broker.isUnacked(task.uuid) !== true;
}
