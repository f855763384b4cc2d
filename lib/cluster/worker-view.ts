import type { WorkerStatus, WorkerView } from './worker';
import { recentPids, twinPids } from './worker-processes';
import type { WorkerRecord } from './worker-record';

/** What a worker holds and has done, as the cluster counts it. */
export interface HeldCounts {
  readonly running: number;
  readonly reserved: number;
  readonly scheduled: number;
  /** Tasks finished in each of the last 30 buckets of 10 s, oldest first. */
  readonly sparkline: readonly number[];
}

export interface ClusterContext {
  /** The monitor's own delay: `clusterLag` of all workers. */
  readonly lagSeconds: number;
  /** The head of one of its queues has not moved for more than 30 s. */
  readonly queueStuck: boolean;
}

const ALONE: ClusterContext = { lagSeconds: 0, queueStuck: false };
const GONE_SECONDS = 30;
/** A worker without heartbeats is heard only when inspect asks it, which in a large cluster is seldom. */
const ASKED_ONLY = { silentSeconds: 60, goneSeconds: 180 };
/** A solo pool sends nothing at all while a task runs, not even that it started. */
const SOLO_GONE_SECONDS = 900;

interface Standing {
  readonly status: WorkerStatus;
  readonly reason: string | null;
  readonly since: number | null;
}

export function toWorkerView(
  worker: WorkerRecord,
  held: HeldCounts,
  now: number,
  context: ClusterContext = ALONE,
): WorkerView {
  const { replies } = worker;
  // Events count runs as they begin and end; without them the heartbeat's own number, which may be two seconds old.
  const active = worker.taskEvents === true ? held.running : (worker.active ?? replies.activeTasks?.length ?? null);
  const told = worker.taskEvents === true;
  const standing = standingOf(worker, active, held.reserved, now, context);
  return {
    hostname: worker.hostname,
    status: standing.status,
    statusReason: standing.reason,
    statusSince: standing.since,
    concurrency: replies.concurrency,
    // One that is silent may run what its next event tells to have begun long ago.
    active: isSoloSilent(worker, standing.status) && active === 0 ? null : active,
    reserved: told ? held.reserved : (replies.reservedTasks?.length ?? null),
    scheduled: told ? held.scheduled : (replies.scheduledTasks?.length ?? null),
    prefetchCount: replies.prefetchCount,
    prefetchMultiplier: replies.multiplierInForce ?? replies.prefetchMultiplier,
    queues: replies.queues,
    pool: replies.pool,
    pid: worker.pid ?? replies.pid,
    ...processesOf(worker, now),
    version: worker.version,
    system: worker.system,
    loadavg: worker.loadavg,
    processed: worker.processed,
    finishedPerMinute: told ? finishedPerMinute(held.sparkline) : null,
    uptimeSeconds: uptimeOf(worker, now),
    maxRssKib: replies.maxRssKib,
    lastHeartbeatAt: worker.lastHeartbeatSeenAt,
    heartbeatFreqSeconds: worker.freq,
    firstSeenAt: worker.firstSeenAt,
    lastReplyAt: worker.lastReplySeenAt,
    clockDriftSeconds: driftOf(worker, context.lagSeconds),
    taskEvents: worker.taskEvents,
    ...(told && worker.taskEventsSince !== null ? { taskEventsSince: worker.taskEventsSince } : {}),
    ...(worker.taskEventsOffAt === null ? {} : { taskEventsOffAt: worker.taskEventsOffAt }),
    visibilityTimeoutSeconds: replies.visibilityTimeoutSeconds,
    sparkline: held.sparkline,
  };
}

function processesOf({ processes }: WorkerRecord, now: number): Pick<WorkerView, 'pids' | 'twins'> {
  const pids = recentPids(processes, now);
  const twins = twinPids(processes, now);
  return { ...(pids.length > 1 ? { pids } : {}), ...(twins.length > 1 ? { twins } : {}) };
}

function standingOf(
  worker: WorkerRecord,
  active: number | null,
  reserved: number,
  now: number,
  context: ClusterContext,
): Standing {
  if (worker.offlineSeenAt !== null) return { status: 'gone', reason: 'offline-event', since: worker.offlineSeenAt };
  const answeredAt = Math.max(worker.lastSeenAt, worker.lastReplySeenAt ?? 0);
  const silence = now - answeredAt;
  if (silence > goneAfter(worker, active)) return { status: 'gone', reason: 'no-reply', since: answeredAt };
  // An answer to inspect proves a process, but one whose heartbeats stopped is no healthy worker.
  const hasHeartbeats = worker.lastHeartbeatSeenAt !== null;
  const silentAfter = hasHeartbeats ? Math.max(4 * (worker.freq ?? 2), 10) : ASKED_ONLY.silentSeconds;
  const heardAt = hasHeartbeats ? worker.lastSeenAt : answeredAt;
  if (now - heardAt > silentAfter) return { status: 'unknown', reason: 'heartbeats-stopped', since: heardAt };
  return { status: busyStatus(worker, active, reserved, context), reason: null, since: null };
}

// A busy solo worker neither beats nor answers until its task ends: it stays unknown as long as a task runs that
// was seen to start, and for a good while otherwise, since its start is told only together with its end.
function goneAfter(worker: WorkerRecord, active: number | null): number {
  const goneSeconds = worker.lastHeartbeatSeenAt === null ? ASKED_ONLY.goneSeconds : GONE_SECONDS;
  if (worker.replies.pool !== 'solo') return goneSeconds;
  return active !== null && active > 0 ? Number.POSITIVE_INFINITY : SOLO_GONE_SECONDS;
}

function busyStatus(
  worker: WorkerRecord,
  active: number | null,
  reserved: number,
  context: ClusterContext,
): WorkerStatus {
  const { concurrency, prefetchCount } = worker.replies;
  const isFull = concurrency !== null && active !== null && active >= concurrency;
  if (isFull && reserved > 0) return 'saturated';
  // It may hold all that it may hold and run none of it: tasks that wait for their rate limit.
  const holdsAll = prefetchCount !== null && prefetchCount > 0 && reserved + (active ?? 0) >= prefetchCount;
  if (context.queueStuck && !isFull && !holdsAll && concurrency !== null) return 'not-consuming';
  return active !== null && active > 0 ? 'working' : 'idle';
}

function isSoloSilent({ replies }: WorkerRecord, status: WorkerStatus): boolean {
  return replies.pool === 'solo' && status === 'unknown';
}

function finishedPerMinute(sparkline: readonly number[]): number {
  return sparkline.slice(-6).reduce((sum, finished) => sum + finished, 0);
}

function uptimeOf(worker: WorkerRecord, now: number): number | null {
  const { uptimeSeconds, readAt } = worker.replies;
  const at = readAt['stats'];
  if (uptimeSeconds === null || at === undefined || worker.offlineSeenAt !== null) return null;
  // It was restarted since it told.
  if (worker.onlineSeenAt !== null && worker.onlineSeenAt > at) return now - worker.onlineSeenAt;
  return uptimeSeconds + (now - at);
}

/** How far the worker's clock is behind ours; negative when it is ahead. null under three heartbeats. */
function driftOf(worker: WorkerRecord, lagSeconds: number): number | null {
  const delay = worker.delays.length < 3 ? null : median(worker.delays);
  return delay === null ? null : delay - lagSeconds;
}

/**
 * How late events reach us, all workers together. With three workers and more the median holds although some clocks
 * are wrong; of fewer, the least delayed one, and no more than a second of it: a longer delay is rather a wrong clock.
 */
export function clusterLag(workers: Iterable<WorkerRecord>): number {
  const delays: number[] = [];
  for (const { delays: own, offlineSeenAt } of workers) {
    const middle = offlineSeenAt === null ? median(own) : null;
    if (middle !== null) delays.push(middle);
  }
  if (delays.length === 0) return 0;
  if (delays.length >= 3) return Math.max(0, median(delays) ?? 0);
  return Math.min(1, Math.max(0, Math.min(...delays)));
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
