import type { TaskState } from '../celery/task-state';

/**
 * One time a worker received the task. More than one delivery with the same `retries` is a redelivery; more than one of
 * them *started* (and not deduplicated) is a duplicate execution.
 */
export interface Delivery {
  /** 1-based, in the order they were seen. */
  readonly n: number;
  readonly worker: string;
  readonly pid: number | null;
  readonly retries: number;
  readonly receivedAt: number | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** How this delivery ended; null while it is open. `REQUEUED`: given back to the broker unfinished. */
  readonly outcome: TaskState | null;
  /** The broker's redelivered flag, where inspect or the message told; null when not known. */
  readonly redelivered: boolean | null;
  /** `worker_deduplicate_successful_tasks`: received and acknowledged, the body did not run. */
  readonly deduplicated: boolean;
  readonly runtimeSeconds: number | null;
  readonly result: string | null;
  readonly exception: string | null;
  /** Set when the start was not told by an event: an event that comes late replaces it. */
  readonly startedBy?: 'inspect' | 'custom-event' | undefined;
  /** Set when the end was not told by an event: an event that comes late replaces it. */
  readonly endedBy?: 'result-backend' | 'reconciliation' | undefined;
  /** Set when its message was given back to the queue from here; it stays, however this delivery ends after all. */
  readonly putBack?: PutBackMark | undefined;
}

export interface PutBackMark {
  /** Our clock. */
  readonly at: number;
  readonly actor: string;
  /** Its worker was only silent: that its processes are dead is what the actor said. */
  readonly onWord: boolean;
}

/** A delivery of which nothing is known but where it went. */
export function newDelivery(worker: string): Delivery {
  return {
    n: 1,
    worker,
    pid: null,
    retries: 0,
    receivedAt: null,
    startedAt: null,
    endedAt: null,
    outcome: null,
    redelivered: null,
    deduplicated: false,
    runtimeSeconds: null,
    result: null,
    exception: null,
  };
}

export type QueueSource = 'task-sent' | 'inspect' | 'unacked' | 'broker' | 'result';

/** The newest known state of a task. Times are epoch seconds; null is "not known". */
export interface Task {
  readonly uuid: string;
  readonly state: TaskState;
  readonly name: string | null;
  readonly args: string | null;
  readonly kwargs: string | null;
  readonly queue: string | null;
  readonly queueSource: QueueSource | null;
  readonly exchange: string | null;
  readonly routingKey: string | null;
  readonly priority: number | null;
  readonly eta: number | null;
  readonly expires: number | null;
  readonly retries: number;
  readonly rootId: string | null;
  readonly parentId: string | null;
  readonly groupId: string | null;
  /** Who published it (`gen<pid>@host`), from `task-sent` or the message's origin. */
  readonly client: string | null;
  /** Worker of the newest delivery. */
  readonly worker: string | null;
  readonly sentAt: number | null;
  readonly receivedAt: number | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  /** Time of the newest event or observation that changed it. */
  readonly updatedAt: number;
  /** Our clock when the first sign of it arrived. */
  readonly firstSeenAt: number;
  readonly runtimeSeconds: number | null;
  readonly result: string | null;
  readonly exception: string | null;
  readonly exceptionType: string | null;
  readonly traceback: string | null;
  /**
   * Why the state is LOST or UNKNOWN or was corrected, in a stable code. Of states that events told: `expired` and
   * `terminated` (REVOKED), `requeued` (SENT again); else null.
   */
  readonly stateReason: string | null;
  /** uuid of the task this one retries on an operator's request (header `celeryscope_retry_of`). */
  readonly retryOf: string | null;
  readonly deliveries: readonly Delivery[];
}

/**
 * Seconds from sent (else received) or from the eta to the start; of a retried task, of its newest attempt. null when an
 * end is not known.
 */
export function waitSeconds(
  task: Pick<Task, 'retries' | 'sentAt' | 'receivedAt' | 'startedAt' | 'eta'>,
): number | null {
  if (task.startedAt === null) return null;
  const from = task.retries > 0 ? task.receivedAt : (task.sentAt ?? task.receivedAt);
  if (from === null) return null;
  // `task-sent` is told after the message was published, so a quick worker may have begun before it.
  return Math.max(0, task.startedAt - (task.eta !== null && task.eta > from ? task.eta : from));
}

/** A task that is being made: it is nobody else's yet. */
export type TaskDraft = { -readonly [K in keyof Task]: Task[K] };
