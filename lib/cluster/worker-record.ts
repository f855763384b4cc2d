import type { QueueDeclaration } from '../celery/queue-declaration';
import type { TaskOptions, TaskRouting } from '../celery/task-routing';
import type { HeldTask } from './worker';
import type { WorkerProcess } from './worker-processes';

/** What inspect replies told of a worker; null is "not asked or not answered yet". */
export interface WorkerReplies {
  readonly stats: Readonly<Record<string, unknown>> | null;
  readonly conf: Readonly<Record<string, unknown>> | null;
  readonly queues: readonly string[] | null;
  /** The same queues with their exchanges. */
  readonly declarations: readonly QueueDeclaration[] | null;
  /** How its application sends tasks. */
  readonly routing: TaskRouting | null;
  readonly registered: readonly string[] | null;
  /** Registered tasks with a rate limit: inspect does not name those that wait for it. */
  readonly rateLimited: readonly string[] | null;
  /** Registered task → its rate limit, as Celery writes it: `10/m`. */
  readonly rateLimits: Readonly<Record<string, string>> | null;
  /** Registered task → its time limits, seconds, of those that have one. */
  readonly timeLimits: Readonly<Record<string, { readonly soft: number | null; readonly hard: number | null }>> | null;
  /** Registered task → whether it is acknowledged when it ends; else when it starts. */
  readonly acksLate: Readonly<Record<string, boolean>> | null;
  /** Registered task → what its class says of where it is sent. */
  readonly taskOptions: Readonly<Record<string, TaskOptions>> | null;
  /** How many revoked tasks it remembers. */
  readonly revokedCount: number | null;
  readonly activeTasks: readonly HeldTask[] | null;
  readonly reservedTasks: readonly HeldTask[] | null;
  readonly scheduledTasks: readonly HeldTask[] | null;
  readonly concurrency: number | null;
  readonly prefetchCount: number | null;
  /** As its settings tell. */
  readonly prefetchMultiplier: number | null;
  /** As its prefetch count tells: the command line may give another one than the settings. */
  readonly multiplierInForce: number | null;
  readonly pool: string | null;
  readonly pid: number | null;
  readonly uptimeSeconds: number | null;
  readonly maxRssKib: number | null;
  readonly visibilityTimeoutSeconds: number | null;
  /** Command → when its last answer came, our clock. */
  readonly readAt: Readonly<Record<string, number>>;
}

/** All that is known of one worker. `…SeenAt` is our clock, `…At` the worker's own. */
export interface WorkerRecord {
  readonly hostname: string;
  readonly firstSeenAt: number;
  /** Last event of any kind. */
  readonly lastSeenAt: number;
  readonly lastHeartbeatSeenAt: number | null;
  /** The worker's clock in its newest worker event: older ones that come late change nothing. */
  readonly newestEventAt: number | null;
  readonly offlineSeenAt: number | null;
  /** Its clock when it said that it leaves; null while it has not. */
  readonly offlineAt: number | null;
  readonly onlineSeenAt: number | null;
  /** Its clock when it last said that it is online: once for each of its connections. */
  readonly onlineAt: number | null;
  readonly pid: number | null;
  /** All that beat under its name lately: two workers may have been started with one. */
  readonly processes: readonly WorkerProcess[];
  readonly freq: number | null;
  readonly active: number | null;
  readonly processed: number | null;
  readonly loadavg: readonly number[] | null;
  readonly version: string | null;
  readonly system: string | null;
  /** Arrival minus timestamp of the newest heartbeats. */
  readonly delays: readonly number[];
  readonly taskEvents: boolean | null;
  /** When it was first heard to send them, or again after it had not; our clock. */
  readonly taskEventsSince: number | null;
  readonly lastTaskEventSeenAt: number | null;
  /** When it answered that it switched them off; null: it did not, or was heard since. Our clock. */
  readonly taskEventsOffAt: number | null;
  /** `processed` when its task events were last heard, or first missed. */
  readonly processedUnseen: number | null;
  readonly lastReplySeenAt: number | null;
  readonly replies: WorkerReplies;
}

const NO_REPLIES: WorkerReplies = {
  stats: null,
  conf: null,
  queues: null,
  declarations: null,
  routing: null,
  registered: null,
  rateLimited: null,
  rateLimits: null,
  timeLimits: null,
  acksLate: null,
  taskOptions: null,
  revokedCount: null,
  activeTasks: null,
  reservedTasks: null,
  scheduledTasks: null,
  concurrency: null,
  prefetchCount: null,
  prefetchMultiplier: null,
  multiplierInForce: null,
  pool: null,
  pid: null,
  uptimeSeconds: null,
  maxRssKib: null,
  visibilityTimeoutSeconds: null,
  readAt: {},
};

export function newWorkerRecord(hostname: string, seenAt: number): WorkerRecord {
  return {
    hostname,
    firstSeenAt: seenAt,
    lastSeenAt: seenAt,
    lastHeartbeatSeenAt: null,
    newestEventAt: null,
    offlineSeenAt: null,
    offlineAt: null,
    onlineSeenAt: null,
    onlineAt: null,
    pid: null,
    processes: [],
    freq: null,
    active: null,
    processed: null,
    loadavg: null,
    version: null,
    system: null,
    delays: [],
    taskEvents: null,
    taskEventsSince: null,
    lastTaskEventSeenAt: null,
    taskEventsOffAt: null,
    processedUnseen: null,
    lastReplySeenAt: null,
    replies: NO_REPLIES,
  };
}
