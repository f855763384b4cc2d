import type { CeleryEvent, CustomTaskEvent, TaskEvent, WorkerEvent } from '../celery/event';
import { isInFlight } from '../celery/task-state';
import { endDeliveries, type Correction } from './correct-task';
import { hasRepeatedStart } from './deliveries';
import { createFinishedRing, type FinishedRing } from './finished-ring';
import { reindex, settleScheduled, type HeldIndex } from './held-index';
import { noteLost, sweepLost, type LostTasks } from './lost-tasks';
import { reduceTask } from './reduce-task';
import { noteVanished } from './vanished-tasks';
import { HEARS_AT_ONCE, isReconnect, reduceWorker, reduceWorkerByTask, type Hearing } from './reduce-worker';
import { sweepRevoked, type Revocation } from './revocations';
import type { Delivery, Task } from './task';
import { twinPids } from './worker-processes';
import type { HeldCounts } from './worker-view';
import type { WorkerRecord } from './worker-record';

/** Ended tasks stay this long for their late events, then only the store has them. */
const ENDED_SECONDS = 60;
const DEFAULT_LIMITS: ClusterLimits = { inFlight: 500_000, ended: 20_000, workers: 5_000 };

export interface ClusterLimits {
  readonly inFlight: number;
  readonly ended: number;
  readonly workers: number;
}

/**
 * All that is in flight. The container is mutable and the entities in it are replaced, never edited; so a reader may
 * keep a task or worker. The collector drains the dirty sets.
 */
export interface Cluster {
  readonly tasks: Map<string, Task>;
  readonly workers: Map<string, WorkerRecord>;
  readonly held: HeldIndex;
  /** Sent (or given back) and not received, by queue. */
  readonly waiting: Map<string, Set<string>>;
  readonly dirtyTasks: Set<string>;
  readonly dirtyWorkers: Set<string>;
  /** Ended tasks in the order they ended, with our clock. */
  readonly ended: Map<string, number>;
  /** SENT tasks, oldest first: the first to go when memory is full. */
  readonly sent: Set<string>;
  /** Tasks of which one attempt was started more than once. */
  readonly repeated: Set<string>;
  /** Tasks that no message is left of and whose worker is gone. */
  readonly lost: LostTasks;
  /** Tasks whose message is nowhere and that no worker was seen to take. */
  readonly vanished: LostTasks;
  /** Tasks in flight that were revoked, by uuid. */
  readonly revoked: Map<string, Revocation>;
  readonly finished: Map<string, FinishedRing>;
  readonly limits: ClusterLimits;
  /** In-flight tasks that were dropped because there were too many; their history stays in the store. */
  dropped: number;
}

/** The task before and after an event; both null for worker events. */
export interface Applied {
  readonly before: Task | null;
  readonly after: Task | null;
}

export type LoadTask = (uuid: string) => Task | null;

export function createCluster(limits: Partial<ClusterLimits> = {}): Cluster {
  return {
    tasks: new Map(),
    workers: new Map(),
    held: new Map(),
    waiting: new Map(),
    dirtyTasks: new Set(),
    dirtyWorkers: new Set(),
    ended: new Map(),
    sent: new Set(),
    repeated: new Set(),
    lost: new Map(),
    vanished: new Map(),
    revoked: new Map(),
    finished: new Map(),
    limits: { ...DEFAULT_LIMITS, ...limits },
    dropped: 0,
  };
}

const NOTHING: Applied = { before: null, after: null };

/**
 * Reduces one event into the cluster. `loadTask` reads a task that is not in memory from the store; `hearing` is asked
 * about events of workers alone.
 */
export function applyEvent(
  cluster: Cluster,
  event: CeleryEvent,
  receivedAt: number,
  loadTask: LoadTask,
  hearing: () => Hearing = () => HEARS_AT_ONCE,
): Applied {
  if (event.kind === 'worker') {
    applyWorkerEvent(cluster, event, receivedAt, hearing());
    return NOTHING;
  }
  const inMemory = cluster.tasks.get(event.uuid);
  const before = inMemory ?? loadTask(event.uuid);
  const after = reduceTask(before, event, receivedAt);
  if (after !== inMemory) replaceTask(cluster, inMemory, after, receivedAt);
  if (event.type !== 'task-sent') applyToWorker(cluster, event, before, after, receivedAt);
  return { before, after };
}

function applyWorkerEvent(cluster: Cluster, event: WorkerEvent, receivedAt: number, hearing: Hearing): void {
  const before = cluster.workers.get(event.hostname) ?? null;
  const after = reduceWorker(before, event, receivedAt, hearing);
  putWorker(cluster, after);
  if (before === null) return;
  const hasLeft = before.offlineAt === null && after.offlineAt !== null;
  if (hasLeft || isReconnect(before, event, receivedAt, hearing))
    releaseWaiting(cluster, event.hostname, null, receivedAt);
  // Two workers of one name speak in turns; neither took the other's place.
  const isTwin = twinPids(after.processes, receivedAt).length > 1;
  if (before.pid !== null && after.pid !== before.pid && !isTwin)
    releaseWaiting(cluster, event.hostname, after.pid, receivedAt);
}

/** Puts a worker; beyond the bound of workers a new one is not taken. */
export function putWorker(cluster: Cluster, worker: WorkerRecord): void {
  const { hostname } = worker;
  if (!cluster.workers.has(hostname) && cluster.workers.size >= cluster.limits.workers) return;
  cluster.workers.set(hostname, worker);
  cluster.dirtyWorkers.add(hostname);
}

/**
 * A worker that leaves, or starts anew, no longer holds what it had reserved: a clean shutdown and a reconnect give it
 * back at once, and after a crash the broker will. What it ran is another matter (`reconcile`).
 */
function releaseWaiting(cluster: Cluster, hostname: string, exceptPid: number | null, now: number): void {
  const held = cluster.held.get(hostname);
  if (held === undefined) return;
  const correction: Correction = { outcome: 'REQUEUED', reason: 'requeued', at: now };
  for (const uuid of [...held.reserved.keys(), ...held.scheduled.keys()]) {
    const task = cluster.tasks.get(uuid);
    if (task === undefined) continue;
    const isLeft = (d: Delivery) =>
      d.worker === hostname && d.startedAt === null && (exceptPid === null || d.pid !== exceptPid);
    putTask(cluster, endDeliveries(task, correction, isLeft), now);
  }
}

function applyToWorker(
  cluster: Cluster,
  event: TaskEvent | CustomTaskEvent,
  before: Task | null,
  after: Task,
  receivedAt: number,
): void {
  const known = cluster.workers.get(event.hostname) ?? null;
  const worker = reduceWorkerByTask(known, event, receivedAt);
  if (worker !== known) putWorker(cluster, worker);
  else cluster.dirtyWorkers.add(event.hostname);
  const isEnd = event.type !== 'task-received' && event.type !== 'task-started' && event.kind === 'task';
  if (isEnd && before?.deliveries !== after.deliveries && cluster.workers.has(event.hostname)) {
    finishedBy(cluster, event.hostname).add(receivedAt);
  }
}

function finishedBy(cluster: Cluster, hostname: string): FinishedRing {
  const known = cluster.finished.get(hostname);
  if (known !== undefined) return known;
  const ring = createFinishedRing();
  cluster.finished.set(hostname, ring);
  return ring;
}

/** Puts a task (new, changed, or loaded from the store) and keeps every index right. `now` is our clock. */
export function putTask(cluster: Cluster, task: Task, now: number): void {
  const before = cluster.tasks.get(task.uuid);
  if (before !== task) replaceTask(cluster, before, task, now);
}

// Called for each event: a look into a map of many costs more than a comparison, so it is done only where it can change
// something.
function replaceTask(cluster: Cluster, before: Task | undefined, task: Task, now: number): void {
  const { uuid } = task;
  cluster.tasks.set(uuid, task);
  cluster.dirtyTasks.add(uuid);
  if (before?.deliveries !== task.deliveries || before.eta !== task.eta) {
    reindex(cluster.held, uuid, before?.deliveries ?? [], task.deliveries, task.eta);
  }
  if (hasRepeatedStart(task.deliveries)) cluster.repeated.add(uuid);
  else if (cluster.repeated.size > 0) cluster.repeated.delete(uuid);
  noteLost(cluster.lost, task, now);
  noteVanished(cluster.vanished, task, now);
  moveWaiting(cluster, before, task);

  const hadEnded = before !== undefined && mayGo(before);
  if (mayGo(task)) {
    if (!hadEnded) cluster.ended.set(uuid, now);
  } else if (hadEnded) cluster.ended.delete(uuid);
  if (before === undefined && cluster.tasks.size - cluster.ended.size > cluster.limits.inFlight)
    dropOldest(cluster, uuid);
}

// An UNKNOWN task may go as well: an event that comes after all loads it again.
function mayGo(task: Task): boolean {
  return !isInFlight(task.state) && !isHeldSomewhere(task);
}

// A task may have succeeded while a second delivery of it still runs.
function isHeldSomewhere(task: Task): boolean {
  return task.deliveries.some((delivery) => delivery.outcome === null);
}

function moveWaiting(cluster: Cluster, before: Task | undefined, task: Task): void {
  const from = before?.state === 'SENT' ? before.queue : null;
  const to = task.state === 'SENT' ? task.queue : null;
  if (task.state === 'SENT') cluster.sent.add(task.uuid);
  else if (before?.state === 'SENT') cluster.sent.delete(task.uuid);
  if (from === to) return;
  if (from !== null) cluster.waiting.get(from)?.delete(task.uuid);
  if (to === null) return;
  const waiting = cluster.waiting.get(to);
  if (waiting === undefined) cluster.waiting.set(to, new Set([task.uuid]));
  else waiting.add(task.uuid);
}

function dropOldest(cluster: Cluster, keep: string): void {
  const [oldest] = cluster.sent.size > 0 ? cluster.sent : cluster.tasks.keys();
  if (oldest === undefined || oldest === keep) return;
  removeTask(cluster, oldest);
  cluster.dropped += 1;
}

function removeTask(cluster: Cluster, uuid: string): void {
  const task = cluster.tasks.get(uuid);
  if (task === undefined) return;
  reindex(cluster.held, uuid, task.deliveries, [], null);
  if (task.queue !== null) cluster.waiting.get(task.queue)?.delete(uuid);
  cluster.sent.delete(uuid);
  cluster.repeated.delete(uuid);
  cluster.ended.delete(uuid);
  cluster.tasks.delete(uuid);
}

/**
 * Once a second: lets go of ended tasks that were written, and moves tasks whose eta came. A task that is still dirty
 * stays, since only memory has its newest state.
 */
export function sweepCluster(cluster: Cluster, now: number): void {
  for (const [uuid, endedAt] of cluster.ended) {
    const isCrowded = cluster.ended.size > cluster.limits.ended;
    if (!isCrowded && now - endedAt < ENDED_SECONDS) break;
    if (!cluster.dirtyTasks.has(uuid)) removeTask(cluster, uuid);
  }
  for (const [hostname, held] of cluster.held) {
    if (settleScheduled(held, now)) cluster.dirtyWorkers.add(hostname);
    if (held.runs === 0 && held.reserved.size === 0 && held.scheduled.size === 0) cluster.held.delete(hostname);
  }
  sweepRevoked(cluster);
  sweepLost(cluster.lost, now);
  sweepLost(cluster.vanished, now);
  for (const [queue, waiting] of cluster.waiting) if (waiting.size === 0) cluster.waiting.delete(queue);
}

const NEVER_FINISHED = createFinishedRing().buckets(0);

/** What a worker holds and has finished, for `toWorkerView`. */
export function heldCounts(cluster: Cluster, hostname: string, now: number): HeldCounts {
  const held = cluster.held.get(hostname);
  const sparkline = cluster.finished.get(hostname)?.buckets(now) ?? NEVER_FINISHED;
  return {
    running: held?.runs ?? 0,
    reserved: held?.reserved.size ?? 0,
    scheduled: held?.scheduled.size ?? 0,
    sparkline,
  };
}
