import type { AbsenceCode, BrokerStatus, CollectorStats } from '@/lib/cluster/cluster-status';
import type { QueueView } from '@/lib/cluster/queue';
import type { WorkerView } from '@/lib/cluster/worker';
import type { Finding } from '@/lib/detectors/finding';
import type { ClusterFrame } from './collector/messages';
import { byName } from './views/by-name';

/** The cluster as the newest frame left it. A new object with every frame; maps of kinds that did not change are kept. */
export interface ClusterSnapshot {
  readonly at: number;
  readonly broker: BrokerStatus;
  readonly stats: CollectorStats;
  /** Both in the order of their names. */
  readonly workers: ReadonlyMap<string, WorkerView>;
  readonly queues: ReadonlyMap<string, QueueView>;
  /** Tasks in flight that were revoked; the value is the worker that named it first, null: it was revoked from here. */
  readonly revoked: ReadonlyMap<string, string | null>;
  /** All open ones. */
  readonly findings: readonly Finding[];
  /** These rise for as long as this process lives, also over a restart of the collector. */
  readonly revisions: { readonly frame: number; readonly store: number; readonly log: number };
}

export type ClusterChange = Omit<ClusterFrame, 'type' | 'seq'>;

/** Why there is no collector to hear. */
export interface CollectorAbsence {
  readonly code: AbsenceCode;
  /** One sentence without credentials. */
  readonly text: string;
}

interface Loss extends CollectorAbsence {
  readonly since: number;
  readonly retryAt: number | null;
}

/** Follows the frames of a collector, and of the next one when that one is gone. */
export class ClusterMirror {
  cluster: ClusterSnapshot | null = null;
  absence: CollectorAbsence | null = null;
  readonly #listeners = new Set<() => void>();
  /** Revisions of the collector that runs now: a new one counts from its own beginning. */
  #seen = { fresh: true, store: 0, log: 0 };

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What comes next is another collector's. */
  begin(): void {
    this.#seen = { fresh: true, store: 0, log: 0 };
  }

  /** `whole`: it holds everything, not only what changed. */
  take(change: ClusterChange, whole: boolean): void {
    const { fresh, store, log } = this.#seen;
    const before = whole || fresh ? null : this.cluster;
    const last = this.cluster?.revisions ?? { frame: 0, store: 0, log: 0 };
    this.cluster = {
      at: change.at,
      broker: change.broker,
      stats: change.stats,
      workers: merged(before?.workers, change.workers, (worker) => worker.hostname, change.removedWorkers),
      queues: merged(before?.queues, change.queues, (queue) => queue.name, change.removedQueues),
      revoked: change.revoked === null ? (before?.revoked ?? new Map()) : new Map(change.revoked),
      findings: change.findings,
      revisions: {
        frame: last.frame + 1,
        store: last.store + (before === null || change.storeRevision !== store ? 1 : 0),
        log: last.log + (before === null || change.logRevision !== log ? 1 : 0),
      },
    };
    this.#seen = { fresh: false, store: change.storeRevision, log: change.logRevision };
    this.absence = null;
    this.#tell();
  }

  /** The pages keep the last state and show it as stale. */
  lose({ code, text, since, retryAt }: Loss): void {
    this.absence = { code, text };
    if (this.cluster !== null) {
      const { broker, revisions } = this.cluster;
      this.cluster = {
        ...this.cluster,
        broker: { ...broker, state: 'lost', since, error: text, errorCode: code, retryAt },
        revisions: { ...revisions, frame: revisions.frame + 1 },
      };
    }
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

// Names come seldom and are compared slowly: sorted here, and not for each answer.
function merged<T>(
  before: ReadonlyMap<string, T> | undefined,
  changed: readonly T[],
  key: (item: T) => string,
  removed: readonly string[],
): ReadonlyMap<string, T> {
  if (before !== undefined && changed.length === 0 && removed.length === 0) return before;
  const items = new Map(before);
  for (const name of removed) items.delete(name);
  let isNew = false;
  for (const item of changed) {
    const name = key(item);
    isNew ||= !items.has(name);
    items.set(name, item);
  }
  return isNew ? new Map([...items].sort(byName(([name]) => name))) : items;
}
