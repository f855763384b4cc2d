import type { RevokeSight } from '@/lib/cluster/kept-revokes';
import type { InFlightList, InFlightQuestion } from '@/lib/queues/in-flight-list';
import type { Masker } from '@/lib/masking/masker';
import type { TaskPlace } from '@/lib/why/facts';
import type { ResultBackend } from '../backends/backend';
import type { Broker, BrokerSink } from '../brokers/broker';
import type { StoreError, StoreWriter } from '../store/store';
import type { CollectorControl } from './collector-control';
import type { Flusher } from './flusher';
import type { Inspector } from './inspector';
import type { FromCollector } from './messages';
import type { MetricCounts, ToldCounts } from './metric-counts';
import type { Replies } from './replies';
import type { ToldWorkers } from './told-workers';
import type { WorkerViews } from './worker-views';

/** What a collector joins, and whom it tells. */
export interface CollectorParts {
  readonly broker: Broker;
  readonly store: StoreWriter;
  readonly flusher: Flusher;
  readonly masker: Masker;
  /** Asked again each time: workers may tell where their results are. */
  readonly backend: () => ResultBackend | null;
  /** Why there is none. */
  readonly backendAbsence: () => string;
  /** Where the answer to a task of ours would come back to us; null where workers send answers elsewhere. */
  readonly replyTo: (uuid: string) => Promise<string | null>;
  /** Workers told their settings: transport options, result backend. */
  readonly learned: (conf: Readonly<Record<string, unknown>>, stats: Readonly<Record<string, unknown>> | null) => void;
  readonly limits: { readonly retentionSeconds: number; readonly maxTasks: number };
  /** It changes nothing, not even what was asked for before. */
  readonly readOnly: boolean;
  /** How long workers may take to answer what they are asked now and then. */
  readonly inspectTimeoutMs: number;
  /** Workers that send no task events are asked to. */
  readonly enableEvents: boolean;
  readonly post: (message: FromCollector) => void;
  /** Rises with each change of a bulk job. */
  readonly jobsRevision: () => number;
  /** Goes on from each collector to the next. */
  readonly counts: MetricCounts;
  /** Epoch seconds. */
  readonly now: () => number;
  /** Until when an earlier run watched; null when this one goes on without a pause. */
  readonly watchedUntil: () => number | null;
  /** The store's file is damaged: no later write will succeed. */
  readonly damaged: (error: StoreError) => void;
  /** What the operator should know of the store. */
  readonly notices: readonly string[];
  /** Epoch seconds for deciding what is too old to keep. */
  readonly cautiousNow: () => number;
}

export interface Collector {
  /** Takes what the broker tells. */
  readonly sink: BrokerSink;
  readonly control: CollectorControl;
  readonly revocation: (uuid: string) => RevokeSight | null;
  readonly inFlight: (question: InFlightQuestion) => InFlightList;
  readonly replies: Replies;
  readonly ask: Inspector['ask'];
  readonly told: ToldWorkers;
  readonly brokerQueues: (names: readonly string[]) => Promise<readonly unknown[]>;
  readonly placeOf: (uuid: string) => Promise<TaskPlace>;
  readonly workers: WorkerViews;
  readonly counts: () => ToldCounts;
  /** Asks, judges and writes until `signal` aborts. */
  run(signal: AbortSignal): Promise<void>;
  /** Takes no more, and resolves when what it holds is written. */
  finish(): Promise<void>;
}
