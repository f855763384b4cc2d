import type { PastRow } from './views';

/** `GET /api/v1/at?time=`: the cluster at a second in the past, from the history. Lists hold 500 tasks, oldest first. */
export interface PastView {
  readonly at: number;
  /** The last change of the oldest stored task: before that there is no history. */
  readonly oldestAt: number | null;
  /**
   * Why all of this may be wrong: nobody watched then, the history does not reach back so far, or more was under way than
   * is read; else null.
   */
  readonly unknown: 'before_history' | 'not_watched' | 'too_many' | null;
  readonly totals: {
    readonly running: number;
    readonly reserved: number;
    readonly scheduled: number;
    /** null: without `task-sent` events nobody knows. */
    readonly waiting: number | null;
  };
  readonly running: readonly PastRow[];
  readonly reserved: readonly PastRow[];
  readonly scheduled: readonly PastRow[];
  readonly waiting: readonly PastRow[];
  readonly workers: readonly PastWorker[];
  readonly queues: readonly PastQueue[];
}

export interface PastWorker {
  readonly hostname: string;
  /** `idle`: it was there and ran nothing. */
  readonly status: 'working' | 'idle' | 'unknown';
  readonly running: number;
  readonly reserved: number;
  readonly scheduled: number;
  readonly concurrency: number | null;
  readonly queues: readonly string[] | null;
  /** Why a field is not known. */
  readonly unknown: Readonly<
    Partial<Record<'status' | 'concurrency' | 'queues', 'heartbeats_not_kept' | 'settings_not_kept'>>
  >;
}

export interface PastQueue {
  readonly name: string;
  readonly ready: number | null;
  readonly readyByPriority: Readonly<Record<string, number>> | null;
  readonly unacked: number | null;
  /** When the broker was asked for the figures above. */
  readonly sampledAt: number | null;
  /** Tasks that waited in it, as events tell. */
  readonly waiting: number | null;
  readonly oldestAgeSeconds: number | null;
  /** Why a field is not known. */
  readonly unknown: Readonly<
    Partial<
      Record<'ready' | 'unacked' | 'waiting', 'no_sample' | 'samples_dropped' | 'broker_cannot_say' | 'no_sent_events'>
    >
  >;
}
