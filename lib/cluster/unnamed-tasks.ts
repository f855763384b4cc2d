import type { Cluster } from './cluster';

/** A receipt and a list may cross. */
const SETTLED_SECONDS = 3;
const MOST_LOOKED_AT = 200;

/**
 * Types of tasks that a worker holds, could run and names in none of its lists: those that wait for a rate limit, which
 * may have been set since it told its limits.
 */
export function unnamedTypes(cluster: Cluster, hostname: string): ReadonlySet<string> {
  const replies = cluster.workers.get(hostname)?.replies;
  const reserved = cluster.held.get(hostname)?.reserved;
  if (replies?.reservedTasks == null || replies.activeTasks === null || reserved === undefined) return new Set();
  const { reservedTasks, activeTasks, scheduledTasks, concurrency, readAt } = replies;
  if (concurrency === null || activeTasks.length >= concurrency) return new Set();
  const named = new Set([...reservedTasks, ...activeTasks, ...(scheduledTasks ?? [])].map(({ uuid }) => uuid));
  const listedAt = Math.min(readAt['reserved'] ?? 0, readAt['active'] ?? 0);
  const types = new Set<string>();
  let looked = 0;
  for (const uuid of reserved.keys()) {
    looked += 1;
    if (looked > MOST_LOOKED_AT) break;
    const task = cluster.tasks.get(uuid);
    if (task?.name == null || named.has(uuid)) continue;
    if (Math.max(task.receivedAt ?? listedAt, task.eta ?? 0, task.firstSeenAt) + SETTLED_SECONDS < listedAt)
      types.add(task.name);
  }
  return types;
}
