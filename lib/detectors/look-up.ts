import type { WorkerView } from '../cluster/worker';
import type { DetectorInput, Sight } from './detector';

/** Looks up once what several detectors need: they run each second over thousands of workers. */
export function lookUp(sight: Sight): DetectorInput {
  const byName = new Map<string, WorkerView>();
  const byQueue = new Map<string, WorkerView[]>();
  const live: WorkerView[] = [];
  for (const worker of sight.workers) {
    byName.set(worker.hostname, worker);
    if (worker.status === 'gone') continue;
    live.push(worker);
    for (const queue of worker.queues ?? []) {
      const known = byQueue.get(queue);
      if (known === undefined) byQueue.set(queue, [worker]);
      else known.push(worker);
    }
  }
  return {
    ...sight,
    workerOf: (hostname) => byName.get(hostname),
    live,
    consumersOf: (queue) => byQueue.get(queue) ?? [],
  };
}
