import type { ResultBackend } from '../backends/backend';
import type { Broker } from '../brokers/broker';
import type { StoreError, StoreWriter } from '../store/store';
import type { Flusher } from './flusher';
import type { FromCollector } from './messages';

/** What a collector joins, and whom it tells. */
export interface CollectorParts {
  readonly broker: Broker;
  readonly store: StoreWriter;
  readonly flusher: Flusher;
  /** Asked again each time: workers may tell where their results are. */
  readonly backend: () => ResultBackend | null;
  /** Workers told their settings: transport options, result backend. */
  readonly learned: (conf: Readonly<Record<string, unknown>>, stats: Readonly<Record<string, unknown>> | null) => void;
  readonly limits: { readonly retentionSeconds: number; readonly maxTasks: number };
  readonly post: (message: FromCollector) => void;
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
