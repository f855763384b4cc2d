import type { WorkerReplies } from '../cluster/worker-record';
import type { DetectorInput, UnackedSight } from './detector';

const COMMANDS = ['active', 'reserved', 'scheduled'] as const;
/** A message may be on its way into a worker for so long. */
const GRACE_SECONDS = 15;

/**
 * Tells of a delivered message whether it is certain that no worker holds it although no event ever told who took it:
 * all answered since, and none named it.
 */
export function unheardOf({ live, cluster }: DetectorInput): (entry: UnackedSight) => boolean {
  // Where no worker was ever heard one may be busy with its only task, and say nothing for as long.
  if (live.length === 0) return () => false;
  let answeredAt = Number.POSITIVE_INFINITY;
  const named = new Set<string>();
  const known: WorkerReplies[] = [];
  let areKnown = true;
  for (const { hostname } of live) {
    const replies = cluster.workers.get(hostname)?.replies;
    if (replies?.rateLimited == null) {
      areKnown = false;
      break;
    }
    known.push(replies);
    for (const command of COMMANDS) answeredAt = Math.min(answeredAt, replies.readAt[command] ?? 0);
    for (const held of [replies.activeTasks, replies.reservedTasks, replies.scheduledTasks])
      for (const { uuid } of held ?? []) named.add(uuid);
  }
  return ({ uuid, name, deliveredAt }) =>
    areKnown &&
    uuid !== null &&
    !named.has(uuid) &&
    deliveredAt + GRACE_SECONDS < answeredAt &&
    !known.some((replies) => mayWaitForRate(replies, name));
}

/** A task that waits for its rate limit is in no answer of its worker: one of this type may be there. */
export function mayWaitForRate(replies: WorkerReplies | undefined, name: string | null): boolean {
  const limited = replies?.rateLimited ?? null;
  return limited === null || (name === null ? limited.length > 0 : limited.includes(name));
}
