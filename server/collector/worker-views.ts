import { GONE_WORKER_SECONDS } from '@/lib/api/limits';
import { heldCounts, type Cluster } from '@/lib/cluster/cluster';
import type { QuietSight } from '@/lib/cluster/quiet';
import type { WorkerView } from '@/lib/cluster/worker';
import { clusterLag, toWorkerView } from '@/lib/cluster/worker-view';
import type { WatchedTime } from './watched-time';

const STUCK_SECONDS = 30;
/** More workers than this are shown anew only when all are: in a large cluster nearly each one changes all the time. */
const FEW_CHANGED = 500;

export interface WorkerViews {
  /** Recomputes what events touched, unless that is much, and all of them where `everything`; returns what is to be sent. */
  refresh(
    now: number,
    everything: boolean,
  ): { readonly changed: readonly WorkerView[]; readonly removed: readonly string[] };
  all(): readonly WorkerView[];
  /** Names of those that are not gone. */
  live(): readonly string[];
  get(hostname: string): WorkerView | null;
}

/** The workers as pages see them. Time alone changes them too: silence makes a worker unknown, then gone. */
export function createWorkerViews(
  cluster: Cluster,
  time: Pick<WatchedTime, 'forWorker'>,
  headUnmovedSeconds: (queue: string, now: number) => number | null,
  quietOf: (hostname: string, worker: Pick<WorkerView, 'queues'>) => QuietSight | undefined,
): WorkerViews {
  const views = new Map<string, WorkerView>();

  const isStuck = (queues: readonly string[] | null, now: number): boolean =>
    (queues ?? []).some((queue) => (headUnmovedSeconds(queue, now) ?? 0) > STUCK_SECONDS);

  return {
    refresh(now, everything) {
      if (!everything && cluster.dirtyWorkers.size > FEW_CHANGED) return { changed: [], removed: [] };
      const lagSeconds = clusterLag(cluster.workers.values());
      const changed: WorkerView[] = [];
      const removed: string[] = [];
      const names = everything ? cluster.workers.keys() : cluster.dirtyWorkers.values();
      for (const hostname of [...names]) {
        const record = cluster.workers.get(hostname);
        if (record === undefined) continue;
        const before = views.get(hostname);
        const seen = toWorkerView(record, heldCounts(cluster, hostname, now), time.forWorker(record, now), {
          lagSeconds,
          queueStuck: isStuck(record.replies.queues, now),
        });
        const quiet = quietOf(hostname, seen);
        const view = quiet === undefined ? seen : { ...seen, quiet };
        const goneFor = view.status === 'gone' ? now - (view.statusSince ?? now) : 0;
        if (goneFor > GONE_WORKER_SECONDS) {
          cluster.workers.delete(hostname);
          cluster.finished.delete(hostname);
          views.delete(hostname);
          removed.push(hostname);
          continue;
        }
        views.set(hostname, view);
        if (
          cluster.dirtyWorkers.has(hostname) ||
          before?.status !== view.status ||
          before.finishedPerMinute !== view.finishedPerMinute
        )
          changed.push(view);
      }
      cluster.dirtyWorkers.clear();
      return { changed, removed };
    },
    all: () => [...views.values()],
    live: () => [...views.values()].filter(({ status }) => status !== 'gone').map(({ hostname }) => hostname),
    get: (hostname) => views.get(hostname) ?? null,
  };
}
