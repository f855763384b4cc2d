import type { PauseSight } from './queue-pause';

/** A priority lane of a queue; lanes are listed in the order they are served. */
export interface QueueLane {
  readonly priority: number;
  readonly ready: number;
}

/** A queue as the API and the pages show it. null is "can't be known"; `unknown` says why, by field name. */
export interface QueueView {
  readonly name: string;
  readonly ready: number | null;
  readonly readyByPriority: readonly QueueLane[] | null;
  /** Delivered and not acknowledged, as the broker counts it. */
  readonly unacked: number | null;
  /** Received and waiting for a pool slot, as events and inspect tell. */
  readonly reserved: number | null;
  readonly scheduled: number | null;
  readonly active: number | null;
  readonly consumers: number | null;
  readonly consumerNames: readonly string[] | null;
  /** Pool slots of its live consumers, each worker counted whole. */
  readonly slots: number | null;
  readonly freeSlots: number | null;
  readonly oldestAgeSeconds: number | null;
  readonly inPerSecond: number | null;
  readonly outPerSecond: number | null;
  /** Seconds until empty at the present rates; null when growing, steady or not known. */
  readonly drainSeconds: number | null;
  readonly readAt: number | null;
  /** Ready messages at each of the last 30 samples (10 s apart), oldest first; null where no sample was taken. */
  readonly sparkline: readonly (number | null)[];
  /** Who paused it from here; null: nobody. */
  readonly pause: PauseSight | null;
  /** Field name → stable reason code, for each field that is null. */
  readonly unknown: Readonly<Record<string, string>>;
}
