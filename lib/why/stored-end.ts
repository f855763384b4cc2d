import { isEnded } from '../celery/task-state';
import { holderOf, type StoredSight, type TaskFacts } from './facts';

/** Of clocks that differ. */
const CLOCK_SECONDS = 1;

/** What the result backend holds of the end of this very attempt; null: no such end, or only that somebody revoked it. */
export function storedEnd(facts: TaskFacts): StoredSight | null {
  const stored = facts.place?.stored ?? null;
  if (stored === null || !isEnded(stored.status) || isBefore(stored, facts)) return null;
  return isRevokeOnly(stored, facts) ? null : stored;
}

/** When the result backend took note of a revoke whose task has not ended by that. */
export function storedRevoke(facts: TaskFacts): { readonly at: number | null } | null {
  const stored = facts.place?.stored ?? null;
  if (stored === null || isBefore(stored, facts) || !isRevokeOnly(stored, facts)) return null;
  return { at: stored.endedAt };
}

// A result of an earlier attempt, or of the first of two runs, tells nothing of this one.
function isBefore({ endedAt }: StoredSight, { task }: TaskFacts): boolean {
  const began = task.startedAt ?? task.receivedAt ?? task.sentAt ?? 0;
  return endedAt !== null && endedAt < began - CLOCK_SECONDS;
}

/** Celery 5.6.2 and later writes REVOKED when a worker hears of the revoke, not when the task is thrown away. */
function isRevokeOnly({ status }: StoredSight, facts: TaskFacts): boolean {
  if (status !== 'REVOKED') return false;
  const where = facts.place?.message ?? null;
  const isNowhere = where?.in === 'nowhere' && where.everywhere;
  return !facts.isSeen || holderOf(facts) !== null || !isNowhere;
}
