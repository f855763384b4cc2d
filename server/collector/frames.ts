import type { BrokerStatus, CollectorStats } from '@/lib/cluster/cluster-status';
import type { QueueView } from '@/lib/cluster/queue';
import type { Finding } from '@/lib/detectors/finding';
import type { Cluster } from '@/lib/cluster/cluster';
import type { ClusterFrame } from './messages';
import type { QueuePauses } from './queue-pauses';
import type { QueueWatch } from './queue-watch';
import { queueSides } from './queue-sides';
import type { WorkerViews } from './worker-views';

/** Everything is looked at once a second; between, only what events touched. */
const FULL_SECONDS = 1;
/** Of more workers each is looked at less often: thousands of views a second are more than anybody reads. */
const FULL_WORKERS_A_SECOND = 2500;

export interface FrameSources {
  readonly cluster: Cluster;
  readonly workers: WorkerViews;
  readonly queues: QueueWatch;
  readonly broker: () => BrokerStatus;
  readonly stats: (now: number) => CollectorStats;
  readonly pauses: () => Pick<QueuePauses, 'sight'>;
  readonly findings: () => readonly Finding[];
  readonly revisions: () => { readonly store: number; readonly log: number };
}

/** Builds the frames for the web side: the first one holds everything. */
export function createFrames(sources: FrameSources): (now: number) => ClusterFrame {
  let seq = 0;
  let fullAt = 0;
  let revoked: ReadonlyMap<string, string | null> | null = null;

  /** null: as it was told last. */
  const newlyRevoked = (): ClusterFrame['revoked'] => {
    const { revoked: now } = sources.cluster;
    if (revoked?.size === now.size && [...revoked.keys()].every((uuid) => now.has(uuid))) return null;
    revoked = new Map([...now].map(([uuid, { by }]) => [uuid, by]));
    return [...revoked];
  };

  return (now) => {
    const fullSeconds = Math.max(FULL_SECONDS, sources.cluster.workers.size / FULL_WORKERS_A_SECOND);
    const isFull = now - fullAt >= fullSeconds || now < fullAt;
    if (isFull) fullAt = now;
    const { changed, removed } = sources.workers.refresh(now, isFull);
    const { store, log } = sources.revisions();
    const removedQueues = isFull ? sources.queues.forget(now) : [];
    seq += 1;
    return {
      type: 'frame',
      seq,
      at: now,
      broker: sources.broker(),
      stats: sources.stats(now),
      workers: seq === 1 ? sources.workers.all() : changed,
      removedWorkers: removed,
      queues: isFull ? queueViews(sources, now) : [],
      removedQueues,
      revoked: isFull ? newlyRevoked() : null,
      findings: sources.findings(),
      storeRevision: store,
      logRevision: log,
    };
  };
}

function queueViews({ cluster, workers, queues, stats, pauses }: FrameSources, now: number): readonly QueueView[] {
  const side = queueSides(cluster, workers.all());
  const { sentEvents } = stats(now);
  return queues.names().map((name) => queues.view(name, side(name), now, { sentEvents, pause: pauses().sight(name) }));
}
