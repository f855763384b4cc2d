import type { TaskState } from './task-state';

/** What every event carries. Times are epoch seconds of the sender's clock. */
export interface EventBase {
  /** Node name (`w1@alpha`); for `task-sent` `gen<pid>@<host>` of the sending process. */
  readonly hostname: string;
  readonly timestamp: number;
  readonly pid: number | null;
  /** Lamport clock of the sender: it orders events of one sender only. */
  readonly clock: number | null;
}

export interface WorkerEvent extends EventBase {
  readonly kind: 'worker';
  readonly type: 'worker-online' | 'worker-heartbeat' | 'worker-offline';
  /** Seconds between heartbeats. */
  readonly freq: number | null;
  readonly active: number | null;
  /** Tasks started since the worker process started. */
  readonly processed: number | null;
  readonly loadavg: readonly number[] | null;
  readonly swIdent: string | null;
  readonly swVer: string | null;
  readonly swSys: string | null;
}

export type TaskEventType =
  | 'task-sent'
  | 'task-received'
  | 'task-started'
  | 'task-succeeded'
  | 'task-failed'
  | 'task-retried'
  | 'task-rejected'
  | 'task-revoked'
  | 'task-cancelled';

/** A task event with every field any type may have; a field that the event did not carry is null. */
export interface TaskEvent extends EventBase {
  readonly kind: 'task';
  readonly type: TaskEventType;
  readonly uuid: string;
  readonly name: string | null;
  /** Lossy Python `repr`, cut near 1024 characters and at three nesting levels. */
  readonly args: string | null;
  readonly kwargs: string | null;
  readonly retries: number | null;
  readonly eta: number | null;
  readonly expires: number | null;
  readonly rootId: string | null;
  readonly parentId: string | null;
  readonly queue: string | null;
  readonly exchange: string | null;
  readonly routingKey: string | null;
  readonly result: string | null;
  readonly runtimeSeconds: number | null;
  readonly exception: string | null;
  readonly traceback: string | null;
  /** `task-rejected` only. */
  readonly requeue: boolean | null;
  /** `task-revoked` only. */
  readonly terminated: boolean | null;
  readonly expired: boolean | null;
  readonly signum: string | null;
}

/** `self.send_event('task-progress', …)`: any other `task-*` type with a uuid. */
export interface CustomTaskEvent extends EventBase {
  readonly kind: 'custom';
  readonly type: string;
  readonly uuid: string;
  readonly state: TaskState;
  readonly fields: Readonly<Record<string, unknown>>;
}

export type CeleryEvent = WorkerEvent | TaskEvent | CustomTaskEvent;
