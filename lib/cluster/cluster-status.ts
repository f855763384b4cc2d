/**
 * Codes that say: it is not the broker that is away, but the collector that watches it. It crashed and is started again;
 * it is not heard in another process; or the Redis through which that one would be heard is away.
 */
const ABSENCE_CODES = ['COLLECTOR_STOPPED', 'COLLECTOR_AWAY', 'SHARE_LOST'] as const;
export type AbsenceCode = (typeof ABSENCE_CODES)[number];

export function isAbsence(code: string | null): boolean {
  return ABSENCE_CODES.some((known) => known === code);
}

/** State of the connection to the broker. */
export interface BrokerStatus {
  readonly kind: 'redis' | 'amqp' | 'replay';
  /** URL without credentials. */
  readonly url: string;
  readonly state: 'connecting' | 'connected' | 'lost' | 'ended';
  readonly since: number;
  /** The last error in one line, without credentials; null while connected. */
  readonly error: string | null;
  /** Stable code of that error (`ECONNREFUSED`, `WRONGPASS`, `NOPERM`, `NOT_REDIS`, `ACCESS_REFUSED`, …). */
  readonly errorCode: string | null;
  /** When it will be tried again; null while connected. */
  readonly retryAt: number | null;
  /** What the broker does not let us read, field → reason code (`management_unreachable`, `NOPERM zrange`, …). */
  readonly limits: Readonly<Record<string, string>>;
}

/** A time during which events could not be seen. */
export interface EventGap {
  readonly from: number;
  /** null while it lasts. */
  readonly to: number | null;
  readonly reason: 'broker-lost' | 'slow-consumer' | 'collector-stopped';
  /** No more messages than this were missed, by the broker's own count; null or absent where it does not count. */
  readonly missedAtMost?: number | null;
}

/** A time in which events were lost: an estimate from what workers say they started. */
export interface EventLoss {
  readonly from: number;
  readonly to: number;
  /** Tasks that were started and of whose start no event came. */
  readonly lost: number;
  /** Tasks of whose start an event came. */
  readonly seen: number;
}

/** How the collector keeps up with the events, and what it left out to do so. */
export interface IngestPressure {
  /** Seconds that an event takes from the broker to us; null where the broker does not tell. */
  readonly streamLagSeconds: number | null;
  /**
   * What is left out now because events come faster than they can be taken: `details` are most heartbeats and samples of
   * queue depth; `timeline` is timeline entries as well.
   */
  readonly shedding: 'nothing' | 'details' | 'timeline';
  /** Left out since the start, for that reason or because the store could not be written for long. */
  readonly dropped: {
    readonly heartbeats: number;
    readonly depthSamples: number;
    readonly timelineEntries: number;
    /** Minutes of charts, findings, audit entries. */
    readonly others: number;
    /** Ended tasks: only when a store that can't be written has left nothing else to leave out. */
    readonly tasks: number;
  };
  /** Rows that the store did not take, and the newest of them. */
  readonly badRows: number;
  readonly lastBadRow: { readonly at: number; readonly row: string; readonly reason: string } | null;
}

/** What the collector knows of its own work. */
export interface CollectorStats {
  readonly at: number;
  readonly startedAt: number;
  /** When events could first be seen in this run; null before: then no number here says anything of the cluster. */
  readonly watchingSince: number | null;
  readonly eventsReceived: number;
  readonly eventsPerSecond: number;
  readonly eventsMalformed: number;
  /** Last malformed message: reason and an excerpt of at most 200 characters; null when there was none. */
  readonly lastMalformed: { readonly at: number; readonly reason: string; readonly excerpt: string } | null;
  /** Estimate from the workers' `processed` counters; null when it can't be told. */
  readonly eventsLost: number | null;
  /** Seconds between the newest events' timestamps and their arrival, median of the last ones. */
  readonly lagSeconds: number | null;
  readonly inFlight: number;
  readonly running: number;
  readonly reserved: number;
  readonly scheduled: number;
  /** Ready messages in all queues; null when the broker can't say. */
  readonly ready: number | null;
  readonly workersUp: number;
  readonly workersTotal: number;
  readonly slots: number;
  readonly slotsBusy: number;
  /** Workers that run without task events. */
  readonly silentWorkers: readonly string[];
  /** False: no `task-sent` was seen among the last received tasks, so waits count from their receipt. */
  readonly sentEvents: boolean | null;
  readonly gaps: readonly EventGap[];
  /** Of the last day, oldest first. */
  readonly losses: readonly EventLoss[];
  readonly storeError: string | null;
  readonly storeBacklog: number;
  /** What happened to the store at the start, such as a damaged file that was moved aside. */
  readonly storeNotices: readonly string[];
  readonly pressure: IngestPressure;
  /** What went beyond a bound of memory and was summed up or let go; the store has its history. */
  readonly bounded: {
    /** In-flight tasks that memory let go. */
    readonly inFlight: number;
    /** Times a task was counted in charts under `(other)`, because a minute had too many names. */
    readonly series: number;
  };
  readonly eventLoopLagMs: number;
  readonly rssBytes: number;
}
