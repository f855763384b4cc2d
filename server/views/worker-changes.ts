import type { WorkerChange } from '@/lib/api/marks-view';
import type { WorkerView } from '@/lib/cluster/worker';
import type { ClusterSnapshot } from '../cluster-mirror';
import type { CollectorClient } from '../collector-client';

/** A start told twice differs by what its telling took. */
const SAME_START_SECONDS = 10;
const MAX_CHANGES = 2_000;

/** Remembers when workers started and stopped; of those that ran before us, their uptime tells. */
export function watchWorkerChanges(collector: CollectorClient): () => readonly WorkerChange[] {
  const changes = createWorkerChanges();
  collector.onChange(() => {
    if (collector.cluster !== null) changes.look(collector.cluster);
  });
  return changes.all;
}

export function createWorkerChanges() {
  const seen = new Map<string, WorkerView>();
  const startedAt = new Map<string, number>();
  let workers: ClusterSnapshot['workers'] | null = null;
  let changes: WorkerChange[] = [];

  const add = (change: WorkerChange): void => {
    changes.push(change);
    if (changes.length > MAX_CHANGES) changes = changes.slice(-MAX_CHANGES);
  };
  const lookAt = (worker: WorkerView, now: number): void => {
    const { hostname, uptimeSeconds, status, statusSince, statusReason } = worker;
    const before = seen.get(hostname);
    if (before === worker) return;
    seen.set(hostname, worker);
    const started = uptimeSeconds === null ? null : now - uptimeSeconds;
    const known = startedAt.get(hostname);
    if (started !== null && (known === undefined || started - known > SAME_START_SECONDS)) {
      startedAt.set(hostname, started);
      add({ at: started, hostname, change: 'started' });
    }
    if (status === 'gone' && before?.status !== 'gone')
      add({ at: statusSince ?? now, hostname, change: statusReason === 'offline-event' ? 'stopped' : 'lost' });
  };

  return {
    look(cluster: Pick<ClusterSnapshot, 'workers' | 'at'>): void {
      if (cluster.workers === workers) return;
      workers = cluster.workers;
      for (const worker of workers.values()) lookAt(worker, cluster.at);
      for (const hostname of seen.keys()) if (!workers.has(hostname)) seen.delete(hostname);
    },
    all: (): readonly WorkerChange[] => changes,
  };
}
