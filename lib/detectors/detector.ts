import type { BrokerStatus } from '../cluster/cluster-status';
import type { Cluster } from '../cluster/cluster';
import type { WorkerView } from '../cluster/worker';
import type { DetectorName, Observation } from './finding';

/** What is read of the broker's unacknowledged messages (Redis). */
export interface UnackedSummary {
  readonly at: number;
  readonly entries: readonly {
    readonly uuid: string | null;
    readonly deliveredAt: number;
    readonly redelivered: boolean;
  }[];
}

/** Everything a detector may look at, at one instant. */
export interface DetectorInput {
  readonly cluster: Cluster;
  readonly workers: readonly WorkerView[];
  /** null: this broker can't say, or it was not read yet. */
  readonly unacked: UnackedSummary | null;
  /** Ready messages of a queue as last read; null when not known. */
  readonly ready: (queue: string) => { readonly count: number; readonly at: number } | null;
  readonly brokerKind: BrokerStatus['kind'];
  /** Our clock, epoch seconds. */
  readonly now: number;
}

/** A pure function of what is known now; how long a problem must last to become a finding is the lifecycle's. */
export interface Detector {
  readonly name: DetectorName;
  /** Seconds that its observation must last before a finding opens. */
  readonly confirmSeconds: number;
  observe(input: DetectorInput): readonly Observation[];
}

/** The problem's identity while it lasts. */
export function observationId(detector: DetectorName, subject: Observation['subject']): string {
  return `${detector}:${subject.kind}:${subject.id}`;
}
