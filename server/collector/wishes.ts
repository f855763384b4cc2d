import type { Cluster } from '@/lib/cluster/cluster';
import type { Task } from '@/lib/cluster/task';
import type { Wish } from '@/lib/cluster/wish';
import type { ResultBackend } from '../backends/backend';
import { pauseAgain } from '../control/pause-queue';
import { revokeAgain } from '../control/revoke-again';
import type { StoreWriter } from '../store/store';
import type { CollectorControl } from './collector-control';
import { createEventsOn } from './events-on';
import type { Flusher } from './flusher';
import { createKeptRevokes, type KeptRevokes } from './kept-revokes';
import { createQueuePauses, type QueuePauses } from './queue-pauses';
import type { QueueWatch } from './queue-watch';
import { createWorkerQuiets, type WorkerQuiets } from './worker-quiets';
import type { WorkerViews } from './worker-views';

interface WishesDeps {
  readonly cluster: Cluster;
  readonly store: Pick<StoreWriter, 'loadWishes'>;
  readonly flusher: Pick<Flusher, 'wish' | 'wishes' | 'timeline'>;
  readonly workers: Pick<WorkerViews, 'all' | 'get'>;
  readonly queues: Pick<QueueWatch, 'exist'>;
  readonly task: (uuid: string) => Task | null;
  readonly backend: () => ResultBackend | null;
  readonly control: () => CollectorControl;
  readonly readOnly: boolean;
  readonly enableEvents: boolean;
  readonly canAsk: () => boolean;
  readonly failed: (error: unknown) => void;
  readonly now: () => number;
}

/** What was asked for from here and workers forget. */
export interface Wishes {
  readonly revokes: KeptRevokes;
  readonly pauses: QueuePauses;
  readonly quiets: WorkerQuiets;
  readonly toldQueues: CollectorControl['toldQueues'];
  /** Once a second. */
  tick(now: number): void;
}

export function createWishes(deps: WishesDeps): Wishes {
  const { cluster, workers, control } = deps;
  const restored = wishesOf(deps.store, deps.flusher);
  const toldQueues: Wishes['toldQueues'] = {
    readAt: (hostname) => cluster.workers.get(hostname)?.replies.readAt['active_queues'] ?? null,
  };
  const revokes = createKeptRevokes({
    ...deps,
    restored,
    send: (hostnames, kept) => revokeAgain(control(), hostnames, kept),
  });
  const pauses = createQueuePauses({
    ...deps,
    restored,
    workers: () => workers.all(),
    toldQueues,
    again: (pause) => pauseAgain(control(), pause),
  });
  const quiets = createWorkerQuiets({
    ...deps,
    restored,
    worker: (hostname) => workers.get(hostname),
    changed: (hostname) => cluster.dirtyWorkers.add(hostname),
  });
  const askForEvents = createEventsOn(deps);
  return {
    revokes,
    pauses,
    quiets,
    toldQueues,
    tick(now) {
      revokes.sweep(now);
      // Nobody speaks of a queue that is empty and has no consumer, and it could not be resumed.
      deps.queues.exist(pauses.names(), now);
      pauses.tick(now);
      quiets.tick(now);
      askForEvents(now);
    },
  };
}

/** What holds now. What still waits for a store that can't be written is newer than what it has. */
function wishesOf(store: WishesDeps['store'], flusher: WishesDeps['flusher']): readonly Wish[] {
  const key = ({ kind, id }: Pick<Wish, 'kind' | 'id'>): string => `${kind} ${id}`;
  const wishes = new Map(store.loadWishes().map((wish) => [key(wish), wish]));
  for (const change of flusher.wishes()) {
    if (change.wish === null) wishes.delete(key(change));
    else wishes.set(key(change), change.wish);
  }
  return [...wishes.values()];
}
