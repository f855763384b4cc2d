import type { BackendResult } from './backend-result';
import { hasEndedEverywhere, type Revocation } from './revocations';
import type { Task } from './task';
import type { KeptRevoke, SentAgain } from './wish';
import type { WorkerView } from './worker';

/** More than these are not kept: the oldest go. */
export const MOST_KEPT = 10_000;
export const KEPT_DAYS = 30;
const KEPT_SECONDS = KEPT_DAYS * 86_400;
/** The clocks of workers, which judge it, may differ from ours. */
const EXPIRED_SECONDS = 60;
/** The newest are shown; the others are counted. */
const SHOWN_SENDS = 20;
const NAMED = 5;

/** Why a revoke is kept no longer. */
export function isDoneWith(kept: KeptRevoke, task: Task | null, now: number): 'ended' | 'expired' | 'old' | null {
  if (task !== null && hasEndedEverywhere(task) && !mayStillRun(task)) return 'ended';
  if (task?.expires != null && task.expires + EXPIRED_SECONDS < now && task.state === 'SENT') return 'expired';
  return now - kept.at > KEPT_SECONDS ? 'old' : null;
}

/**
 * A message that nobody could find may turn up, and a result backend tells REVOKED as soon as somebody asks for it (Celery
 * 5.6.2 and later), though the message waits still.
 */
function mayStillRun({ state, stateReason, deliveries }: Task): boolean {
  const isTold = stateReason === 'result-backend' || deliveries.at(-1)?.endedBy === 'result-backend';
  return state === 'LOST' || (state === 'REVOKED' && isTold);
}

/** It ran to an end that no event told: to revoke it would only overwrite its result. */
export function hasRun(stored: BackendResult | undefined, task: Task | null): boolean {
  if (stored === undefined || (stored.status !== 'SUCCESS' && stored.status !== 'FAILURE')) return false;
  return stored.doneAt === null || stored.doneAt >= (task?.sentAt ?? 0) - 1;
}

export function afterSend(kept: KeptRevoke, sends: readonly SentAgain[]): KeptRevoke {
  return {
    ...kept,
    sentAgain: [...kept.sentAgain, ...sends].slice(-SHOWN_SENDS),
    sentAgainCount: kept.sentAgainCount + sends.filter(({ outcome }) => outcome === 'ok').length,
  };
}

interface Named {
  readonly count: number;
  /** The first few. */
  readonly names: readonly string[];
}

/** What is known of a task's revoke. */
export interface RevokeSight {
  /** When it was revoked from here, or first named by a worker. */
  readonly at: number;
  /** The worker that named it first; null: it was revoked from here. */
  readonly namedBy: string | null;
  /** null: it was made elsewhere, or is kept no longer. */
  readonly kept: KeptRevoke | null;
  /** Is sent to workers that do not know it; not by a server that only reads. */
  readonly isSentAgain: boolean;
  /** Of the workers that hold the task, or may take it: those that said that they know, and the others. */
  readonly knownTo: Named;
  readonly unknownTo: Named;
}

export interface RevokeFacts {
  readonly kept: KeptRevoke | null;
  readonly revocation: Revocation | null;
  readonly task: Task | null;
  readonly workers: readonly WorkerView[];
  readonly isSentAgain: boolean;
}

/** null: nobody revoked it as far as is known. */
export function revokeSight({ kept, revocation, task, workers, isSentAgain }: RevokeFacts): RevokeSight | null {
  if (kept === null && revocation === null) return null;
  const knowing = revocation?.knownTo ?? new Set();
  const concerned = concernedBy(task, workers);
  return {
    at: kept?.at ?? revocation?.revokedAt ?? 0,
    namedBy: kept === null ? (revocation?.by ?? null) : null,
    kept,
    isSentAgain: isSentAgain && kept !== null,
    knownTo: named(concerned.filter((hostname) => knowing.has(hostname))),
    unknownTo: named(concerned.filter((hostname) => !knowing.has(hostname))),
  };
}

function concernedBy(task: Task | null, workers: readonly WorkerView[]): readonly string[] {
  const live = workers.filter(({ status }) => status !== 'gone');
  const holders = task?.deliveries.filter(({ outcome }) => outcome === null).map(({ worker }) => worker) ?? [];
  const holding = live.filter(({ hostname }) => holders.includes(hostname));
  const queue = task?.queue ?? null;
  const of = holding.length > 0 || queue === null ? holding : live.filter(({ queues }) => queues?.includes(queue));
  return of.map(({ hostname }) => hostname);
}

function named(hostnames: readonly string[]): Named {
  return { count: hostnames.length, names: hostnames.slice(0, NAMED) };
}
