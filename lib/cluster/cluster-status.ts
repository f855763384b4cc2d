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

/** What the collector knows of its own work. */
export interface CollectorStats {
  readonly at: number;
  readonly startedAt: number;
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
  readonly eventLoopLagMs: number;
  readonly rssBytes: number;
}
