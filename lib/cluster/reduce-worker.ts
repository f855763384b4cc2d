import type { CustomTaskEvent, TaskEvent, WorkerEvent } from '../celery/event';
import { multiplierInForce } from './prefetch-multiplier';
import { withProcess } from './worker-processes';
import { newWorkerRecord, type WorkerRecord, type WorkerReplies } from './worker-record';

const MAX_DELAYS = 15;
/** Tasks that a worker must start without a task event before it is said to send none: events may be late. */
const UNSEEN_TASKS = 2;
const UNSEEN_SECONDS = 30;
/** So long after a worker switched its task events off, those that it had gathered before may still come. */
const GATHERED_SECONDS = 5;
/** So much later than this worker's other events, a `worker-offline` was kept while its broker was away. */
const KEPT_SECONDS = 3;

/** What tells an event that came late from one that was late to be told. */
export interface Hearing {
  /** For so long we may have held it back ourselves. */
  readonly heldBackSeconds: number;
  /** Since when the broker passes events on to us, by our clock; 0 where that says nothing. */
  readonly since: number;
}

export const HEARS_AT_ONCE: Hearing = { heldBackSeconds: 0, since: 0 };

/** The worker after one of its own `worker-*` events. `receivedAt` is our clock. */
export function reduceWorker(
  worker: WorkerRecord | null,
  event: WorkerEvent,
  receivedAt: number,
  hearing: Hearing = HEARS_AT_ONCE,
): WorkerRecord {
  const known = worker ?? newWorkerRecord(event.hostname, receivedAt);
  const processes = withProcess(known.processes, event.pid, event.type === 'worker-offline', receivedAt);
  const before = { ...known, processes };
  const lastSeenAt = Math.max(before.lastSeenAt, receivedAt);
  const isOld = before.newestEventAt !== null && event.timestamp < before.newestEventAt;
  if (isOld) return { ...before, lastSeenAt };
  if (isReconnect(before, event, receivedAt, hearing)) return { ...before, lastSeenAt, newestEventAt: event.timestamp };
  const isNewProcess = event.pid !== null && before.pid !== null && event.pid !== before.pid;
  const isOffline = event.type === 'worker-offline';
  const isOnline = event.type === 'worker-online';
  const next: WorkerRecord = {
    ...before,
    lastSeenAt,
    newestEventAt: event.timestamp,
    // Heartbeats go on after a reconnect, and a new process says `worker-online`: either means that it is back.
    offlineSeenAt: isOffline ? receivedAt : null,
    offlineAt: isOffline ? event.timestamp : null,
    onlineSeenAt: isOnline ? receivedAt : before.onlineSeenAt,
    onlineAt: isOnline ? event.timestamp : before.onlineAt,
    lastHeartbeatSeenAt: isOffline ? before.lastHeartbeatSeenAt : receivedAt,
    pid: event.pid ?? before.pid,
    // A heartbeat on request tells `freq` 5 and no counters; the real frequency stays.
    freq: event.active === null && before.freq !== null ? before.freq : (event.freq ?? before.freq),
    active: event.active ?? before.active,
    processed: event.processed ?? before.processed,
    loadavg: event.loadavg ?? before.loadavg,
    version: event.swVer ?? before.version,
    system: event.swSys ?? before.system,
    delays: isOffline ? before.delays : [...before.delays.slice(1 - MAX_DELAYS), receivedAt - event.timestamp],
    processedUnseen: isNewProcess ? null : before.processedUnseen,
    lastTaskEventSeenAt: isNewProcess ? null : before.lastTaskEventSeenAt,
    taskEventsOffAt: isNewProcess ? null : before.taskEventsOffAt,
  };
  return withTaskEvents(next, receivedAt);
}

/**
 * A worker that loses its broker says `worker-offline` to nobody; it is kept and sent when the worker is connected again,
 * a second or more before `worker-online` (celery/worker/consumer/events.py, heart.py and mingle.py). So late it tells
 * that the worker is there, without what it had reserved; one that left is known by its silence in any case.
 */
export function isReconnect(
  before: WorkerRecord,
  event: WorkerEvent,
  receivedAt: number,
  { heldBackSeconds, since }: Hearing,
): boolean {
  if (event.type !== 'worker-offline' || event.timestamp < (before.newestEventAt ?? 0)) return false;
  // A heartbeat that was held back with it tells so; where they are rare there is none.
  const usualDelay = before.delays.at(-1) ?? 0;
  // What was said before anybody could be heard came to us only because it was kept.
  if (before.newestEventAt !== null && event.timestamp + usualDelay < since) return true;
  return receivedAt - event.timestamp - usualDelay - heldBackSeconds > KEPT_SECONDS;
}

// A worker that starts tasks while none of its task events arrive runs without `-E`.
function withTaskEvents(worker: WorkerRecord, receivedAt: number): WorkerRecord {
  const { processed, lastTaskEventSeenAt } = worker;
  if (processed === null) return worker;
  const isHeard = lastTaskEventSeenAt !== null && receivedAt - lastTaskEventSeenAt <= UNSEEN_SECONDS;
  if (isHeard || worker.processedUnseen === null) return { ...worker, processedUnseen: processed };
  return processed - worker.processedUnseen >= UNSEEN_TASKS ? { ...worker, taskEvents: false } : worker;
}

/** The worker after a task event of it. Task events are many, so the record changes at most once a second. */
export function reduceWorkerByTask(
  worker: WorkerRecord | null,
  event: TaskEvent | CustomTaskEvent,
  receivedAt: number,
): WorkerRecord {
  const heardAt = worker?.lastTaskEventSeenAt ?? null;
  if (worker?.taskEvents === true && heardAt !== null && Math.abs(receivedAt - heardAt) < 1) return worker;
  const before = worker ?? newWorkerRecord(event.hostname, receivedAt);
  const lastSeenAt = Math.max(before.lastSeenAt, receivedAt);
  // Custom events come even from workers without `-E`, and with the pid of a pool child.
  if (event.kind === 'custom') return { ...before, lastSeenAt };
  const { taskEventsOffAt: offAt } = before;
  if (offAt !== null && Math.abs(receivedAt - offAt) < GATHERED_SECONDS) return { ...before, lastSeenAt };
  const taskEventsSince = before.taskEvents === true ? before.taskEventsSince : receivedAt;
  const pid = before.pid ?? event.pid;
  return {
    ...before,
    lastSeenAt,
    lastTaskEventSeenAt: receivedAt,
    pid,
    taskEvents: true,
    taskEventsSince,
    taskEventsOffAt: null,
  };
}

/** The worker after it answered that it switched its task events on or off. */
export function reduceWorkerSwitch(worker: WorkerRecord, isOn: boolean, answeredAt: number): WorkerRecord {
  if (!isOn) return { ...worker, taskEvents: false, taskEventsOffAt: answeredAt };
  const taskEventsSince = worker.taskEvents === true ? worker.taskEventsSince : answeredAt;
  // What it started before, untold, is not held against it.
  return { ...worker, taskEvents: true, taskEventsSince, taskEventsOffAt: null, processedUnseen: null };
}

/** The worker after an inspect reply. `replies` holds what the reply told. */
export function reduceWorkerReply(
  worker: WorkerRecord | null,
  hostname: string,
  command: string,
  replies: Partial<WorkerReplies>,
  receivedAt: number,
): WorkerRecord {
  const before = worker ?? newWorkerRecord(hostname, receivedAt);
  const readAt = { ...before.replies.readAt, [command]: receivedAt };
  const told: WorkerReplies = { ...before.replies, ...replies, readAt };
  const multiplierInForce = newMultiplier(before.replies, told, command);
  const next = { ...before, lastReplySeenAt: receivedAt, replies: { ...told, multiplierInForce } };
  // Heartbeats tell how many tasks it started; of a worker that sends none only `stats` does.
  if (command !== 'stats' || before.lastHeartbeatSeenAt !== null) return next;
  return withTaskEvents({ ...next, processed: startedTasks(replies.stats?.['total']) }, receivedAt);
}

// Told by `stats` and `scheduled` together, which come in either order at first.
function newMultiplier(before: WorkerReplies, told: WorkerReplies, command: string): number | null {
  const isTold = command === 'stats' || (command === 'scheduled' && before.multiplierInForce === null);
  if (!isTold || told.scheduledTasks === null) return before.multiplierInForce;
  return multiplierInForce(before, told, told.scheduledTasks.length);
}

function startedTasks(total: unknown): number | null {
  if (typeof total !== 'object' || total === null) return null;
  return Object.values(total).reduce<number>((sum, count) => sum + (typeof count === 'number' ? count : 0), 0);
}
