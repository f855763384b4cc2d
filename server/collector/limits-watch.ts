import type { Cluster } from '@/lib/cluster/cluster';
import { unnamedTypes } from '@/lib/cluster/unnamed-tasks';
import type { InspectCommand } from './inspector';

/** A limit that is not known yet is looked for at once; one that is known may be changed or lifted. */
const UNKNOWN_AFTER_SECONDS = 10;
const KNOWN_AFTER_SECONDS = 60;
const NOTHING: readonly InspectCommand[] = [];
const LIMITS: readonly InspectCommand[] = ['registered'];

/**
 * What a worker is to be asked when it has answered. Workers are seldom asked for their rate limits, as that answer is
 * long; one that has free slots and holds tasks which it does not name is asked sooner: somebody may have set a limit
 * while it ran.
 */
export function createLimitsWatch(
  cluster: Cluster,
  now: () => number,
): (hostname: string, command: InspectCommand) => readonly InspectCommand[] {
  const askedAt = new Map<string, number>();
  return (hostname, command) => {
    const types = command === 'reserved' ? [...unnamedTypes(cluster, hostname)] : [];
    if (types.length === 0) return NOTHING;
    const replies = cluster.workers.get(hostname)?.replies;
    const limits = replies?.rateLimits ?? {};
    const isKnown = types.every((name) => Object.hasOwn(limits, name));
    const lastAt = Math.max(askedAt.get(hostname) ?? 0, replies?.readAt['registered'] ?? 0);
    if (now() - lastAt < (isKnown ? KNOWN_AFTER_SECONDS : UNKNOWN_AFTER_SECONDS)) return NOTHING;
    for (const known of askedAt.keys()) if (!cluster.workers.has(known)) askedAt.delete(known);
    askedAt.set(hostname, now());
    return LIMITS;
  };
}
