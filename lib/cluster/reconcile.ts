import { applyHeld, type HeldAs } from './apply-held';
import { applyBackendResult, tellsEnd, type BackendResult } from './backend-result';
import { putTask, putWorker, type Cluster, type LoadTask } from './cluster';
import { endDeliveries, openOn } from './correct-task';
import type { Delivery, Task } from './task';
import type { HeldTask } from './worker';
import { recentPids } from './worker-processes';
import type { WorkerRecord } from './worker-record';

export type HeldCommand = 'active' | 'reserved' | 'scheduled';

/** A task whose run (or place in line) nobody confirms. The result backend may know how it ended. */
export interface Doubt {
  readonly uuid: string;
  readonly hostname: string;
  /** `not-held`: its worker answers and does not name it; `gone`: its worker vanished; `offline`: it said that it leaves. */
  readonly why: 'not-held' | 'gone' | 'offline';
}

/** Whether a message is among the broker's unacknowledged ones; null when that can't be known. */
export type IsUnacked = (uuid: string) => boolean | null;

/** What was missing or unexpected in a worker's last reply, since one reply alone may have crossed an event. */
export interface ReconcileMemory {
  readonly missing: Map<string, ReadonlySet<string>>;
  readonly unexpected: Map<string, ReadonlySet<string>>;
}

/** Why a task waits whose worker is gone while the broker still holds its message. */
const HELD_BY_GONE = 'held-by-gone-worker';
/** Events may be this late behind an inspect reply. */
const GRACE_SECONDS = 5;
/** A warm shutdown lets runs end after `worker-offline`; they are not doubted before. */
const SHUTDOWN_SECONDS = 60;
/** RabbitMQ drops an expired message without a word. */
const EXPIRED_SECONDS = 60;

export function createReconcileMemory(): ReconcileMemory {
  return { missing: new Map(), unexpected: new Map() };
}

/** Forgets what is remembered of workers that are no longer known. */
export function forgetGone(memory: ReconcileMemory, cluster: Cluster): void {
  for (const remembered of [memory.missing, memory.unexpected]) {
    for (const key of remembered.keys()) {
      if (!cluster.workers.has(key.slice(key.indexOf(' ') + 1))) remembered.delete(key);
    }
  }
}

/**
 * Compares what a worker answered with what events told: takes over tasks and starts that events did not tell, and
 * returns the tasks that it should hold and twice did not name.
 */
export function reconcileReply(
  memory: ReconcileMemory,
  cluster: Cluster,
  hostname: string,
  command: HeldCommand,
  loadTask: LoadTask,
): readonly Doubt[] {
  const worker = cluster.workers.get(hostname);
  const readAt = worker?.replies.readAt[command];
  if (worker === undefined || readAt === undefined) return [];
  adopt(memory, cluster, worker, command, readAt, loadTask);
  if (command === 'scheduled') return [];
  const key = `${command} ${hostname}`;
  // What this process does not name another one of the same name may hold.
  if (recentPids(worker.processes, readAt).length > 1) return [];
  const missing = command === 'active' ? missingRuns(cluster, worker, readAt) : missingInLine(cluster, worker, readAt);
  const before = memory.missing.get(key);
  memory.missing.set(key, new Set(missing));
  return missing.filter((uuid) => before?.has(uuid) === true).map((uuid) => ({ uuid, hostname, why: 'not-held' }));
}

const REPLY_OF = { active: 'activeTasks', reserved: 'reservedTasks', scheduled: 'scheduledTasks' } as const;

function adopt(
  memory: ReconcileMemory,
  cluster: Cluster,
  worker: WorkerRecord,
  command: HeldCommand,
  readAt: number,
  loadTask: LoadTask,
): void {
  const as: HeldAs = command === 'active' ? 'running' : 'waiting';
  const key = `${command} ${worker.hostname}`;
  const before = memory.unexpected.get(key);
  const unexpected = new Set<string>();
  for (const held of worker.replies[REPLY_OF[command]] ?? []) {
    const task = cluster.tasks.get(held.uuid) ?? loadTask(held.uuid);
    // A receipt has no mark by which a late event could replace it: so it must be named twice without one.
    const isUnexpected = as === 'waiting' && (task === null || openOn(task, worker.hostname) === undefined);
    if (isUnexpected) unexpected.add(held.uuid);
    if (isUnexpected && before?.has(held.uuid) !== true) continue;
    if (task !== null && hasEndedSince(task, held, worker.hostname, readAt)) continue;
    const next = applyHeld(task, held, worker.hostname, as, readAt);
    if (next !== task) putTask(cluster, next, readAt);
  }
  memory.unexpected.set(key, unexpected);
}

// The reply was on its way when the task ended, started anew or was given back.
function hasEndedSince(task: Task, held: HeldTask, hostname: string, readAt: number): boolean {
  return task.deliveries.some(
    (delivery) =>
      delivery.worker === hostname &&
      delivery.outcome !== null &&
      delivery.endedBy === undefined &&
      (delivery.endedAt ?? 0) >= (held.startedAt ?? readAt - GRACE_SECONDS),
  );
}

function missingRuns(cluster: Cluster, worker: WorkerRecord, readAt: number): string[] {
  const named = new Set(worker.replies.activeTasks?.map(({ uuid }) => uuid));
  const running = cluster.held.get(worker.hostname)?.running.keys() ?? [];
  return [...running].filter((uuid) => !named.has(uuid) && isOlder(cluster, uuid, worker, readAt));
}

// What waits for its turn is in one of three replies, but for tasks with a rate limit, which are in none.
function missingInLine(cluster: Cluster, worker: WorkerRecord, readAt: number): string[] {
  const { activeTasks, reservedTasks, scheduledTasks, rateLimited } = worker.replies;
  if (scheduledTasks === null || activeTasks === null || rateLimited === null) return [];
  const named = new Set([...(reservedTasks ?? []), ...activeTasks, ...scheduledTasks].map(({ uuid }) => uuid));
  const limited = new Set(rateLimited);
  const reserved = cluster.held.get(worker.hostname)?.reserved.keys() ?? [];
  return [...reserved].filter((uuid) => {
    const name = cluster.tasks.get(uuid)?.name ?? null;
    return !named.has(uuid) && name !== null && !limited.has(name) && isOlder(cluster, uuid, worker, readAt);
  });
}

function isOlder(cluster: Cluster, uuid: string, worker: WorkerRecord, readAt: number): boolean {
  const task = cluster.tasks.get(uuid);
  const delivery = task === undefined ? undefined : openOn(task, worker.hostname);
  if (task === undefined || delivery === undefined) return false;
  const since = Math.max(
    delivery.receivedAt ?? 0,
    delivery.startedAt ?? 0,
    delivery.startedAt === null ? (task.eta ?? 0) : 0,
  );
  return since < readAt - GRACE_SECONDS && task.updatedAt < readAt;
}

/** What workers hold that vanished or said that they leave. */
export function doubtsOfGone(
  cluster: Cluster,
  gone: Iterable<string>,
  isUnacked: IsUnacked,
  now: number,
): readonly Doubt[] {
  const doubts: Doubt[] = [];
  for (const hostname of gone) {
    const held = cluster.held.get(hostname);
    const worker = cluster.workers.get(hostname);
    if (held === undefined || worker === undefined) continue;
    const isLeaving = worker.offlineSeenAt !== null;
    if (isLeaving && now - Math.max(worker.offlineSeenAt, worker.lastSeenAt) < SHUTDOWN_SECONDS) continue;
    const why = isLeaving ? 'offline' : 'gone';
    for (const uuid of [...held.running.keys(), ...held.reserved.keys(), ...held.scheduled.keys()]) {
      const isMarked = cluster.tasks.get(uuid)?.stateReason === HELD_BY_GONE;
      if (!isMarked || isUnacked(uuid) === false) doubts.push({ uuid, hostname, why });
    }
  }
  return doubts;
}

/** Decides a doubt with what the result backend stored (null: nothing, or unreadable). Returns the task it changed. */
export function settleDoubt(
  cluster: Cluster,
  doubt: Doubt,
  stored: BackendResult | null,
  isUnacked: IsUnacked,
  now: number,
): Task | null {
  const task = cluster.tasks.get(doubt.uuid);
  const open = task === undefined ? undefined : openOn(task, doubt.hostname);
  if (task === undefined || open === undefined) return null;
  const next =
    stored !== null && tellsEndOf(stored, open) && !isRevokeOnly(cluster, doubt.uuid, stored, open, isUnacked)
      ? applyBackendResult(task, stored, now)
      : withoutResult(cluster, doubt, task, open, isUnacked, now);
  if (next === task) return null;
  if (doubt.why === 'gone') keepRuns(cluster, doubt.hostname);
  putTask(cluster, next, now);
  return next;
}

// Its last heartbeat may be from before these runs: how many went down with it stays known when each is decided.
function keepRuns(cluster: Cluster, hostname: string): void {
  const worker = cluster.workers.get(hostname);
  const runs = cluster.held.get(hostname)?.runs ?? 0;
  if (worker !== undefined && runs > (worker.active ?? 0)) putWorker(cluster, { ...worker, active: runs });
}

// A result from before this run belongs to an earlier one.
function tellsEndOf(stored: BackendResult, open: Delivery): boolean {
  if (!tellsEnd(stored)) return false;
  // Stored without a time, it stays until the next attempt ends: of a retry it tells that there was an earlier one.
  if (stored.status === 'RETRY' && stored.doneAt === null) return open.retries === 0;
  return stored.doneAt === null || stored.doneAt >= (open.startedAt ?? open.receivedAt ?? 0) - 1;
}

/** Celery 5.6.2 and later writes REVOKED when a task is revoked: one that did not start may have been given back since. */
function isRevokeOnly(
  cluster: Cluster,
  uuid: string,
  { status }: BackendResult,
  open: Delivery,
  isUnacked: IsUnacked,
): boolean {
  return status === 'REVOKED' && open.startedAt === null && (cluster.revoked.has(uuid) || isUnacked(uuid) === true);
}

function withoutResult(
  cluster: Cluster,
  doubt: Doubt,
  task: Task,
  open: Delivery,
  isUnacked: IsUnacked,
  at: number,
): Task {
  const isMine = (delivery: Delivery) => delivery.worker === doubt.hostname;
  const unacked = isUnacked(doubt.uuid);
  if (doubt.why === 'offline') return endDeliveries(task, { outcome: 'UNKNOWN', reason: 'worker-offline', at }, isMine);
  if (doubt.why === 'not-held') {
    // Restored or about to be: the broker has it, although this worker does not.
    if (open.startedAt === null && unacked === true) return task;
    return endDeliveries(task, { outcome: 'UNKNOWN', reason: 'not-held-by-worker', at }, isMine);
  }
  if (unacked === true) return marked(task, doubt);
  const acknowledged = acknowledgedBy(cluster, doubt);
  // What the broker held when its worker was gone, and what is only acknowledged when it ends, went back to its queue.
  const isGivenBack =
    unacked === false && (acknowledged === false || (acknowledged === null && isHeldByGone(task, doubt)));
  if (open.startedAt === null || isGivenBack)
    return endDeliveries(task, { outcome: 'REQUEUED', reason: 'requeued', at }, isMine);
  if (unacked === null && acknowledged === false) return marked(task, doubt);
  const outcome = unacked === false || acknowledged === true ? 'LOST' : 'UNKNOWN';
  return endDeliveries(task, { outcome, reason: 'worker-lost', at }, isMine);
}

// Another worker may have it by now, while the reading of what is unacknowledged is some seconds old.
function marked(task: Task, { hostname }: Doubt): Task {
  const isKnown = task.stateReason === HELD_BY_GONE || task.worker !== hostname;
  return isKnown ? task : { ...task, stateReason: HELD_BY_GONE };
}

function isHeldByGone(task: Task, { hostname }: Doubt): boolean {
  return task.stateReason === HELD_BY_GONE && task.worker === hostname;
}

// What its type does holds for each run; of a type that is not told, the last answer that names the run may tell.
function acknowledgedBy(cluster: Cluster, { uuid, hostname }: Doubt): boolean | null {
  const replies = cluster.workers.get(hostname)?.replies;
  const name = cluster.tasks.get(uuid)?.name ?? null;
  const acksLate = replies?.acksLate ?? {};
  if (name !== null && Object.hasOwn(acksLate, name)) return acksLate[name] === false;
  return replies?.activeTasks?.find((held) => held.uuid === uuid)?.acknowledged ?? null;
}

/** RabbitMQ drops messages that expire in their queue and tells nobody: such tasks are revoked by their own wish. */
export function expireSent(cluster: Cluster, now: number): number {
  const expired: Task[] = [];
  for (const uuid of cluster.sent) {
    const task = cluster.tasks.get(uuid);
    if (task?.expires != null && task.deliveries.length === 0 && now - task.expires > EXPIRED_SECONDS)
      expired.push(task);
  }
  for (const task of expired) {
    putTask(
      cluster,
      { ...task, state: 'REVOKED', stateReason: 'expired-in-queue', endedAt: task.expires, updatedAt: now },
      now,
    );
  }
  return expired.length;
}
