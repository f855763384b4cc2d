import { joinDeliveries } from './deliveries';
import { settleTask } from './settle-task';
import type { Task, TaskDraft } from './task';

/**
 * One task of which two accounts exist: `newer` was begun without knowing `known`. It is what one account with the facts
 * of both would have become.
 */
export function joinTask(known: Task, newer: Task): Task {
  // Arguments, eta and expiry belong to an attempt: the newest attempt's hold.
  const [first, second] = newer.retries > known.retries ? [newer, known] : [known, newer];
  const isSameAttempt = newer.retries === known.retries;
  const sent = (newer.sentAt ?? Infinity) < (known.sentAt ?? Infinity) ? newer : known;
  const failed = newer.exception === null ? known : newer;
  const joined: TaskDraft = {
    ...second,
    ...toldBy(first),
    stateReason: newer.stateReason ?? known.stateReason,
    sentAt: sent.sentAt,
    client: sent.client ?? first.client ?? second.client,
    eta: isSameAttempt ? (first.eta ?? second.eta) : first.eta,
    expires: isSameAttempt ? (first.expires ?? second.expires) : first.expires,
    updatedAt: Math.max(known.updatedAt, newer.updatedAt),
    firstSeenAt: Math.min(known.firstSeenAt, newer.firstSeenAt),
    exception: failed.exception,
    exceptionType: failed.exceptionType,
    traceback: failed.traceback,
    deliveries: joinDeliveries(known.deliveries, newer.deliveries),
  };
  return settleTask(newer, joined);
}

function toldBy(task: Task): Partial<Task> {
  return Object.fromEntries(Object.entries(task).filter(([, value]) => value !== null));
}
