import type { DetectorInput, UnackedSight } from './detector';

const COMMANDS = ['active', 'reserved', 'scheduled'] as const;
/** A message may be on its way into a worker for so long. */
const GRACE_SECONDS = 15;

/**
 * Tells of a delivered message whether it is certain that no worker holds it although no event ever told who took it:
 * all answered since, and none named it. A task that waits for its rate limit is in no answer.
 */
export function unheardOf({ live, cluster }: DetectorInput): (entry: UnackedSight) => boolean {
  let answeredAt = Number.POSITIVE_INFINITY;
  const named = new Set<string>();
  const limited = new Set<string>();
  let areKnown = true;
  for (const { hostname } of live) {
    const replies = cluster.workers.get(hostname)?.replies;
    if (replies?.rateLimited == null) {
      areKnown = false;
      break;
    }
    for (const command of COMMANDS) answeredAt = Math.min(answeredAt, replies.readAt[command] ?? 0);
    for (const held of [replies.activeTasks, replies.reservedTasks, replies.scheduledTasks])
      for (const { uuid } of held ?? []) named.add(uuid);
    for (const name of replies.rateLimited) limited.add(name);
  }
  return ({ uuid, name, deliveredAt }) =>
    areKnown &&
    uuid !== null &&
    !named.has(uuid) &&
    deliveredAt + GRACE_SECONDS < answeredAt &&
    (name === null ? limited.size === 0 : !limited.has(name));
}
