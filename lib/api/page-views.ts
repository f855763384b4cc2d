import type { Capability, Role } from '../access/policy';
import type { BrokerStatus, CollectorStats } from '../cluster/cluster-status';
import type { QueueView } from '../cluster/queue';
import type { WorkerDetail, WorkerView } from '../cluster/worker';
import type { Finding } from '../detectors/finding';
import type { DepthBucket, FindingView, LatencyBucket, TaskRow, ThroughputBucket, TypeSummary } from './views';

/** Top bar and sidebar of every page. */
/** A cluster among several. */
export interface ClusterLink {
  readonly name: string;
  /** Of its first page. */
  readonly href: string;
  readonly isCurrent: boolean;
  readonly state: BrokerStatus['state'];
  readonly worstSeverity: Finding['severity'] | null;
}

export interface StatusView {
  readonly version: string;
  readonly at: number;
  readonly broker: BrokerStatus;
  readonly collector: CollectorStats;
  readonly store: {
    readonly tasks: number;
    readonly bytes: number;
    readonly path: string;
    readonly oldestAt: number | null;
    readonly maxTasks: number;
    readonly retentionSeconds: number;
  };
  readonly openFindings: number;
  readonly worstSeverity: Finding['severity'] | null;
  readonly queues: number;
  /** All that are watched; empty where it is one. */
  readonly clusters: readonly ClusterLink[];
  /** Who looks, and all that the policy lets them do. */
  readonly user: {
    readonly name: string;
    readonly canControl: boolean;
    readonly role: Role;
    readonly may: readonly Capability[];
    /** How they are known: only a session can be left. */
    readonly by: 'none' | 'header' | 'session' | 'proxy';
    /** What vouches for a session: `password`, or the provider. */
    readonly method: string;
    /** Only some queues or tasks are theirs. */
    readonly isBounded: boolean;
  };
}

export interface WorkersView {
  readonly workers: readonly WorkerView[];
  readonly findings: readonly FindingView[];
}

/** A run on one worker, for its lanes. */
export interface WorkerRun {
  readonly uuid: string;
  readonly name: string | null;
  readonly pid: number | null;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly outcome: string | null;
}

export interface WorkerPageView {
  readonly worker: WorkerDetail;
  readonly findings: readonly FindingView[];
  /** Tasks it holds, as events tell: running and reserved ones, oldest first; at most 500. */
  readonly running: readonly TaskRow[];
  readonly reserved: readonly TaskRow[];
  readonly scheduled: readonly TaskRow[];
  /** Ended or running runs of the last 10 minutes for the lanes, at most 2,000. */
  readonly lanes: readonly WorkerRun[];
  readonly throughput: readonly ThroughputBucket[];
  readonly latency: readonly LatencyBucket[];
}

export interface QueuesView {
  readonly queues: readonly QueueView[];
  readonly findings: readonly FindingView[];
}

export interface QueuePageView {
  readonly queue: QueueView;
  readonly findings: readonly FindingView[];
  readonly consumers: readonly WorkerView[];
  readonly depth: readonly DepthBucket[];
  readonly throughput: readonly ThroughputBucket[];
  readonly latency: readonly LatencyBucket[];
  readonly waiting: readonly TaskRow[];
  readonly types: readonly TypeSummary[];
}

export interface FindingsView {
  readonly findings: readonly FindingView[];
}
