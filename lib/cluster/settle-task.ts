import { isEnded, isKnownState, type TaskState } from '../celery/task-state';
import type { Delivery, Task, TaskDraft } from './task';

/** Why a task is CANCELLED whose message was taken out of its queue from here. */
export const REMOVED = 'removed-from-queue';

/** The state that the deliveries tell, and the delivery whose times and result are the task's. */
interface Verdict {
  readonly state: TaskState;
  readonly by: Delivery | null;
  readonly reason: string | null;
}

/**
 * Settles state, worker, times and result of a draft as its deliveries tell them; the draft is the task from then on, and
 * nobody may change it any more. The rules, first that applies:
 * 1. A success of any delivery is final; a lost worker, a cancel or another delivery's failure never undo it.
 * 2. Else only deliveries of the newest attempt (highest `retries`) count: a retry reopens the task.
 * 3. FAILURE, then REVOKED, stay although another delivery of the same attempt was received: that one shows among
 *    the deliveries and changes the state by succeeding only.
 * 4. While a delivery runs it is STARTED (or its custom state).
 * 5. Else the newest delivery decides. CANCELLED, REJECTED, LOST and UNKNOWN therefore end when the message comes back
 *    and is received again; a requeued one is SENT again, since it waits in its queue.
 */
export function settleTask(before: Task, draft: TaskDraft): Task {
  const verdict = unlessRemoved(draft, verdictOf(draft));
  const state = withCustom(before, draft, verdict);
  const { by } = verdict;
  draft.state = state;
  draft.stateReason = verdict.reason ?? (hasReason(state) ? draft.stateReason : null);
  draft.worker = draft.deliveries.at(-1)?.worker ?? draft.worker;
  draft.receivedAt = by?.receivedAt ?? null;
  draft.startedAt = by?.startedAt ?? null;
  draft.endedAt = isEnded(state) ? (by?.endedAt ?? draft.endedAt) : null;
  draft.runtimeSeconds = by?.runtimeSeconds ?? null;
  if (by !== null) draft.result = by.result;
  if (state === 'SUCCESS') {
    draft.exception = null;
    draft.exceptionType = null;
    draft.traceback = null;
  }
  return draft;
}

// Taken out of its queue from here, it is in no queue any more; received after all, it is no longer removed.
function unlessRemoved({ stateReason }: Task, verdict: Verdict): Verdict {
  const waits = verdict.state === 'SENT' || verdict.state === 'RETRY';
  return waits && stateReason === REMOVED ? { state: 'CANCELLED', by: verdict.by, reason: stateReason } : verdict;
}

function hasReason(state: TaskState): boolean {
  return state === 'LOST' || state === 'UNKNOWN' || state === 'REVOKED';
}

function verdictOf(task: Task): Verdict {
  const { deliveries } = task;
  const newest = deliveries.at(-1);
  if (newest === undefined) return withoutDelivery(task);
  if (deliveries.length === 1) return verdictOfNewest(newest);

  const success = successOf(deliveries);
  if (success !== undefined) return told(success, 'SUCCESS');
  const retries = deliveries.reduce((most, d) => Math.max(most, d.retries), 0);
  const attempt = deliveries.filter((d) => d.retries === retries);
  const final = attempt.findLast((d) => d.outcome === 'FAILURE') ?? attempt.findLast((d) => d.outcome === 'REVOKED');
  if (final !== undefined) return verdictOfNewest(final);
  const running = attempt.find((d) => d.outcome === null && d.startedAt !== null);
  return verdictOfNewest(running ?? attempt.at(-1) ?? newest);
}

// Several successes: the first that really ran gave the result that counts; a backend ignores the later ones.
function successOf(deliveries: readonly Delivery[]): Delivery | undefined {
  const successes = deliveries.filter((d) => d.outcome === 'SUCCESS');
  const ran = successes.filter((d) => !d.deduplicated);
  return (ran.length > 0 ? ran : successes).reduce<Delivery | undefined>(
    (first, d) => (first === undefined || (d.endedAt ?? 0) < (first.endedAt ?? 0) ? d : first),
    undefined,
  );
}

function verdictOfNewest(delivery: Delivery): Verdict {
  if (delivery.outcome === 'REQUEUED') return { state: 'SENT', by: delivery, reason: 'requeued' };
  if (delivery.outcome !== null) return told(delivery, delivery.outcome);
  return told(delivery, delivery.startedAt === null ? 'RECEIVED' : 'STARTED');
}

function told(by: Delivery, state: TaskState): Verdict {
  return { state, by, reason: null };
}

// What a result backend or an expiry told of a task that no worker was seen to receive.
function withoutDelivery(task: Task): Verdict {
  const isTold = task.stateReason !== null && isEnded(task.state);
  if (isTold) return { state: task.state, by: null, reason: task.stateReason };
  return { state: task.sentAt === null ? 'UNKNOWN' : 'SENT', by: null, reason: null };
}

// What the task said of itself stays while that attempt goes on.
function withCustom(before: Task, task: Task, verdict: Verdict): TaskState {
  const goesOn = verdict.state === 'STARTED' || verdict.state === 'RECEIVED' || task.deliveries.length === 0;
  const isCustom = !isKnownState(before.state) && goesOn && before.retries === task.retries;
  return isCustom ? before.state : verdict.state;
}
