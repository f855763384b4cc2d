import { putTask, type Cluster } from '@/lib/cluster/cluster';
import { newWorkerRecord } from '@/lib/cluster/worker-record';
import type { SeriesAccumulator } from '@/lib/metrics/series';
import { StoreError, type StoreWriter } from '../store/store';
import type { Flusher } from './flusher';

const SERIES_SECONDS = 2;
/** Each series that changed is written whole: thousands of them less often. */
const SERIES_A_SECOND = 1_000;
const MOST_SERIES_SECONDS = 10;
const RESTORE_IN_FLIGHT = 100_000;
/** Beyond this many chunks a second pruning would stand in the way of events. */
const PRUNE_CHUNKS = 4;

export interface WritingParts {
  readonly cluster: Cluster;
  readonly series: SeriesAccumulator;
  readonly flusher: Flusher;
  readonly store: Pick<StoreWriter, 'prune'>;
  readonly limits: { readonly retentionSeconds: number; readonly maxTasks: number };
  /** Epoch seconds for deciding what is too old to keep. */
  readonly cautiousNow: () => number;
  readonly failed: (error: unknown) => void;
}

export interface Writing {
  /** Begins to write what changed. */
  drain(now: number): void;
  /** Begins to remove some of what exceeds the limits. */
  prune(): void;
  /** Takes no more, and resolves when all that it has is written. */
  finish(now: number): Promise<void>;
}

/** Takes what was in flight into memory. What still waits for a store that can't be written is newer than what it holds. */
export function restoreInFlight(
  cluster: Cluster,
  store: Pick<StoreWriter, 'loadInFlight'>,
  flusher: Flusher,
  now: number,
): void {
  for (const task of [...store.loadInFlight(RESTORE_IN_FLIGHT), ...flusher.inFlight()])
    putTask(cluster, flusher.pendingTask(task.uuid) ?? task, now);
  cluster.dirtyTasks.clear();
  // A worker that held something when we stopped and is never heard again is gone, and what it held with it.
  for (const hostname of cluster.held.keys()) cluster.workers.set(hostname, newWorkerRecord(hostname, now));
}

/** Moves what changed in memory into the store. */
export function createWriting({ cluster, series, flusher, store, limits, cautiousNow, failed }: WritingParts): Writing {
  let seriesAt = 0;
  let seriesSeconds = SERIES_SECONDS;
  let isFinished = false;
  let isPruning = false;

  const pruneSome = async (): Promise<void> => {
    const now = cautiousNow();
    for (let chunk = 0; chunk < PRUNE_CHUNKS; chunk += 1) if (!(await store.prune({ ...limits, now }))) return;
  };

  const handIn = (now: number, everything: boolean): void => {
    if (flusher.takeWanted()) for (const uuid of cluster.tasks.keys()) cluster.dirtyTasks.add(uuid);
    for (const uuid of cluster.dirtyTasks) {
      const task = cluster.tasks.get(uuid);
      if (task !== undefined) flusher.task(task);
    }
    cluster.dirtyTasks.clear();
    // In a replay the clock goes back once, to its first message.
    if (!everything && now >= seriesAt && now - seriesAt < seriesSeconds) return;
    seriesAt = now;
    const changed = series.drain(now);
    seriesSeconds = Math.min(MOST_SERIES_SECONDS, Math.max(SERIES_SECONDS, changed.length / SERIES_A_SECOND));
    for (const minute of changed) flusher.series(minute);
  };

  return {
    drain(now) {
      if (isFinished) return;
      handIn(now, false);
      flusher.flush(performance.now() / 1000).catch(failed);
    },
    prune() {
      if (isFinished || isPruning) return;
      isPruning = true;
      pruneSome()
        .catch((error: unknown) => {
          // A store that can't be written is told by the flusher.
          if (!(error instanceof StoreError) || error.code === 'damaged') failed(error);
        })
        .finally(() => {
          isPruning = false;
        });
    },
    async finish(now) {
      if (isFinished) return;
      isFinished = true;
      handIn(now, true);
      await flusher.flushAll();
    },
  };
}
