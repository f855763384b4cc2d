/**
 * Celery's task states, and what stands before and beyond them: SENT (published, not yet received), CANCELLED
 * (`task-cancelled`, Celery 5.1+), LOST (gone for good with its worker), UNKNOWN (we lost sight of it).
 * Custom states are shown as sent, hence the open string.
 */
export const TASK_STATES = [
  'SENT',
  'RECEIVED',
  'STARTED',
  'RETRY',
  'SUCCESS',
  'FAILURE',
  'REVOKED',
  'REJECTED',
  'CANCELLED',
  'LOST',
  'UNKNOWN',
] as const;

export type KnownTaskState = (typeof TASK_STATES)[number];
export type TaskState = KnownTaskState | (string & {});

const KNOWN: ReadonlySet<string> = new Set(TASK_STATES);

/** False for the custom states that tasks make up. */
export function isKnownState(state: TaskState): state is KnownTaskState {
  return KNOWN.has(state);
}

const RANK: Readonly<Record<string, number>> = {
  UNKNOWN: 0,
  SENT: 1,
  RECEIVED: 2,
  RETRY: 3,
  STARTED: 4,
  LOST: 5,
  CANCELLED: 6,
  REJECTED: 7,
  REVOKED: 7,
  FAILURE: 8,
  SUCCESS: 9,
};

const CUSTOM_RANK = 4;

/** Order of states within one attempt (one value of `retries`): a higher rank is never replaced by a lower one. */
export function stateRank(state: TaskState): number {
  return RANK[state] ?? CUSTOM_RANK;
}

/** True when nothing more is expected of the task: SUCCESS, FAILURE, REVOKED, REJECTED, CANCELLED, LOST. */
export function isEnded(state: TaskState): boolean {
  return stateRank(state) >= 5;
}

/** True while a broker or worker still holds it: SENT, RECEIVED, STARTED, RETRY and custom progress states. */
export function isInFlight(state: TaskState): boolean {
  return !isEnded(state) && state !== 'UNKNOWN';
}
