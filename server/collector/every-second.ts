import { sweepCluster, type Cluster } from '@/lib/cluster/cluster';
import type { FindingLog } from './finding-log';
import type { Reconciler } from './reconciler';
import type { WatchedTime } from './watched-time';
import type { Wishes } from './wishes';
import type { Writing } from './writing';

const STALLED_MS = 5000;

export interface EverySecondParts {
  readonly cluster: Cluster;
  readonly time: WatchedTime;
  readonly findings: Pick<FindingLog, 'look'>;
  readonly reconciler: Pick<Reconciler, 'tick'>;
  readonly writing: Pick<Writing, 'prune'>;
  readonly wishes: Pick<Wishes, 'tick'>;
  readonly now: () => number;
}

/** What time alone brings: tasks that may be forgotten, workers that fell silent, findings, rows that are too old. */
export function createEverySecond({
  cluster,
  time,
  findings,
  reconciler,
  writing,
  wishes,
  now,
}: EverySecondParts): () => void {
  let lookedMs = performance.now();
  return () => {
    const at = now();
    const sinceMs = performance.now() - lookedMs;
    lookedMs += sinceMs;
    // We were stopped, or too busy to hear anybody: that is no silence of theirs.
    if (sinceMs > STALLED_MS) time.missed(sinceMs / 1000, at);
    sweepCluster(cluster, at);
    wishes.tick(at);
    // What can't be seen now can't be judged now.
    if (time.isWatching) {
      findings.look(at);
      reconciler.tick(at);
    }
    writing.prune();
  };
}
