import type { BrokerStatus, EventGap, EventLoss } from '../cluster/cluster-status';
import type { Cluster } from '../cluster/cluster';
import type { WorkerView } from '../cluster/worker';
import type { LocksSight } from '../cluster/locks';
import type { Periodic } from '../cluster/periodic';
import type { ResultsSight } from '../cluster/results-log';
import type { ServerSight } from '../cluster/server-log';
import type { Usual } from '../metrics/run-times';
import type { DetectorName, Observation } from './finding';

/** A message that was delivered and is not acknowledged (Redis). */
export interface UnackedSight {
  readonly uuid: string | null;
  readonly name: string | null;
  readonly queue: string | null;
  /** When it was (last) delivered, epoch seconds. */
  readonly deliveredAt: number;
  readonly redelivered: boolean;
  readonly eta: number | null;
}

/** What is read of the broker's unacknowledged messages (Redis), the oldest first. */
export interface UnackedSummary {
  readonly at: number;
  readonly entries: readonly UnackedSight[];
  /** More than the entries: the newest were not read. */
  readonly truncated: boolean;
}

/** A queue as the broker was last read. null is "not known". */
export interface QueueSight {
  readonly name: string;
  readonly ready: number | null;
  readonly readAt: number | null;
  /** As the broker counts them; Redis knows none. */
  readonly consumers: number | null;
  /** How long the head of the queue has been the same message; null when empty or not known. */
  readonly headUnmovedSeconds: number | null;
  readonly inPerSecond: number | null;
  readonly outPerSecond: number | null;
  /** Ready messages at each of the last 30 samples (10 s apart), oldest first; null where no sample was taken. */
  readonly samples: readonly (number | null)[];
  /** From here, on purpose: nobody is to take from it. */
  readonly isPaused: boolean;
}

/** Everything that was seen at one instant. */
export interface Sight {
  readonly cluster: Cluster;
  readonly workers: readonly WorkerView[];
  readonly queues: readonly QueueSight[];
  /** null: this broker can't say, or it was not read yet. */
  readonly unacked: UnackedSummary | null;
  /** Ready messages of a queue as last read; null when not known. */
  readonly ready: (queue: string) => { readonly count: number; readonly at: number } | null;
  readonly brokerKind: BrokerStatus['kind'];
  /** Events that were lost, as the workers' counters tell, and times in which none could be seen; oldest first. */
  readonly losses: readonly EventLoss[];
  readonly gaps: readonly EventGap[];
  /** How many events of this worker were lost; null when its counters could not be compared. */
  readonly lostBy: (hostname: string) => number | null;
  /** Seconds that an event takes from the broker to us; null where the broker does not tell. */
  readonly streamLagSeconds: number | null;
  /** How many slots of this worker were busy in the mean of the last minutes; null when not watched for long enough. */
  readonly slotUse: (hostname: string) => number | null;
  /** How long runs of a type took; null when too few were seen to end. */
  readonly usual: (name: string) => Usual | null;
  /** What beat is to send, as live workers know its schedule, and when that was seen. */
  readonly periodic: readonly Periodic[];
  /** What a Redis broker tells of itself; null: it does not, or was not read yet. */
  readonly server: ServerSight | null;
  /** What a Redis result backend holds; null: it can't be told, or was not read yet. */
  readonly results: ResultsSight | null;
  /** Locks of tasks and of beat; null: they can't be read, or were not yet. */
  readonly locks: LocksSight | null;
  /** Since when we watch, our clock: what is missing shortly after may only be unknown yet. */
  readonly watchedSince: number;
  /** Our clock, epoch seconds. */
  readonly now: number;
}

/** What a detector may look at: what was seen, and what several of them need of it, looked up once. */
export interface DetectorInput extends Sight {
  readonly workerOf: (hostname: string) => WorkerView | undefined;
  /** Workers that are not known to be gone. */
  readonly live: readonly WorkerView[];
  /** Those of them that say that they consume this queue. */
  readonly consumersOf: (queue: string) => readonly WorkerView[];
  /** The last worker that consumed it and is gone since a known time; null when there is none. */
  readonly leftBy: (queue: string) => WorkerView | null;
}

/** A pure function of what is known now; how long a problem must last to become a finding is the lifecycle's. */
export interface Detector {
  readonly name: DetectorName;
  /** Seconds that its observation must last before a finding opens. */
  readonly confirmSeconds: number;
  /** Seconds that its observation must be absent before the finding closes; 5 unless told. */
  readonly closeSeconds?: number;
  /** Seconds that its findings stay open over a restart, which forgets what they are seen by; 30 unless told. */
  readonly restoredSeconds?: number;
  observe(input: DetectorInput): readonly Observation[];
}

/**
 * What is wrong with whom: one finding while it lasts. `part` tells it from what else the same detector finds about the
 * same subject.
 */
export function problemOf(
  detector: DetectorName,
  subject: Observation['subject'],
  part?: string,
): Pick<Observation, 'id' | 'detector' | 'subject'> {
  const { kind, id } = subject;
  return { id: [detector, kind, id, ...(part === undefined ? [] : [part])].join(':'), detector, subject };
}
