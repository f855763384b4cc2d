import type { Delivery } from '../cluster/task';

/** A delivery that ran. */
export interface Run extends Delivery {
  readonly startedAt: number;
}

/** The runs of the newest attempt that was started more than once, in order; null when there is none. */
export function repeatedRuns(deliveries: readonly Delivery[]): readonly Run[] | null {
  const runs = deliveries
    .filter((delivery) => isCountedRun(deliveries, delivery))
    .sort((a, b) => a.startedAt - b.startedAt);
  const attempts = new Map<number, Run[]>();
  for (const run of runs) attempts.set(run.retries, [...(attempts.get(run.retries) ?? []), run]);
  const repeated = [...attempts.values()].filter((attempt) => attempt.length > 1);
  return repeated.at(-1) ?? null;
}

// Only a receipt tells which attempt a start belongs to. A start without one (we came later, or the event was lost)
// counts if a first attempt was received after it: then it cannot have been a retry.
function isCountedRun(deliveries: readonly Delivery[], delivery: Delivery): delivery is Run {
  const { startedAt, receivedAt } = delivery;
  if (startedAt === null || delivery.deduplicated) return false;
  if (receivedAt !== null) return true;
  return deliveries.some((other) => other.retries === 0 && other.receivedAt !== null && other.receivedAt > startedAt);
}

/**
 * Seconds during which two runs went on at once. `firstLost`: the first run's worker was lost before the next began, so
 * a run without an end did not go on.
 */
export function overlapSeconds(runs: readonly Run[], firstLost: boolean, now: number): number {
  let total = 0;
  for (const [index, run] of runs.entries()) {
    const next = runs[index + 1];
    if (next === undefined) break;
    const isLost = run.outcome === 'LOST' || (run.outcome === null && firstLost);
    const end = isLost ? run.startedAt : (run.endedAt ?? now);
    total += Math.max(0, Math.min(end, next.endedAt ?? now) - next.startedAt);
  }
  return total;
}
