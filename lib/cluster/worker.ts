import type { QuietSight } from './quiet';

/** `not-consuming` has fresh heartbeats and free slots but takes nothing; `unknown` is silent but not known dead. */
export type WorkerStatus = 'working' | 'idle' | 'saturated' | 'not-consuming' | 'unknown' | 'gone';

/** A worker as the API and the pages show it. Times are epoch seconds; null is "not known". */
export interface WorkerView {
  readonly hostname: string;
  readonly status: WorkerStatus;
  /** Why it is unknown or gone, as a short stable code: `offline-event`, `heartbeats-stopped`, `no-reply`, …; else null. */
  readonly statusReason: string | null;
  readonly statusSince: number | null;
  /** Pool size now: `processes.length` where told, else `max-concurrency`. */
  readonly concurrency: number | null;
  /** Tasks in the pool. */
  readonly active: number | null;
  /** Received, runnable, waiting for the pool. */
  readonly reserved: number | null;
  /** Held until their eta. */
  readonly scheduled: number | null;
  readonly prefetchCount: number | null;
  readonly prefetchMultiplier: number | null;
  readonly queues: readonly string[] | null;
  readonly pool: string | null;
  readonly pid: number | null;
  /** Set while more than one process may live under its name, with all of them. */
  readonly pids?: readonly number[] | undefined;
  /** Set while two workers that were started with one name live at once. */
  readonly twins?: readonly number[] | undefined;
  readonly version: string | null;
  readonly system: string | null;
  readonly loadavg: readonly number[] | null;
  readonly processed: number | null;
  readonly finishedPerMinute: number | null;
  readonly uptimeSeconds: number | null;
  /** Resident memory of the main process at its peak, KiB (`rusage.maxrss`). */
  readonly maxRssKib: number | null;
  readonly lastHeartbeatAt: number | null;
  readonly heartbeatFreqSeconds: number | null;
  readonly firstSeenAt: number;
  /** When it last answered an inspect command. */
  readonly lastReplyAt: number | null;
  readonly clockDriftSeconds: number | null;
  /** False: no `task-*` events arrive from it, though it works (`-E` missing); null: not known yet. */
  readonly taskEvents: boolean | null;
  /** Since when they are heard, where they are; what it took before it may have run untold. */
  readonly taskEventsSince?: number | undefined;
  /** When it answered that it switched them off. */
  readonly taskEventsOffAt?: number | undefined;
  readonly visibilityTimeoutSeconds: number | null;
  /** Set while it was told from here to take from no queue. */
  readonly quiet?: QuietSight | undefined;
  /** Tasks finished in each of the last 30 buckets of 10 s, oldest first. */
  readonly sparkline: readonly number[];
}

/** One entry of `inspect active`, `reserved` or `scheduled`. */
export interface HeldTask {
  readonly uuid: string;
  readonly name: string | null;
  /** Real values, as JSON text; null when the worker did not send them. */
  readonly args: string | null;
  readonly kwargs: string | null;
  readonly eta: number | null;
  readonly startedAt: number | null;
  readonly acknowledged: boolean | null;
  readonly redelivered: boolean | null;
  readonly routingKey: string | null;
  readonly exchange: string | null;
  readonly priority: number | null;
  readonly workerPid: number | null;
}

export interface WorkerDetail extends WorkerView {
  /** Reply of `inspect stats`, verbatim. */
  readonly stats: Readonly<Record<string, unknown>> | null;
  /** Reply of `inspect conf`, verbatim (Celery masks secrets; we mask again). */
  readonly conf: Readonly<Record<string, unknown>> | null;
  readonly activeTasks: readonly HeldTask[] | null;
  readonly reservedTasks: readonly HeldTask[] | null;
  readonly scheduledTasks: readonly HeldTask[] | null;
  readonly registered: readonly string[] | null;
  /** When each of the above was read, epoch seconds. */
  readonly readAt: Readonly<Record<string, number>>;
}
