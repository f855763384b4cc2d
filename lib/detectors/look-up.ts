import type { WorkerView } from '../cluster/worker';
import type { DetectorInput, Sight } from './detector';

/** Looks up once what several detectors need: they run each second over thousands of workers. */
export function lookUp(sight: Sight): DetectorInput {
  const byName = new Map<string, WorkerView>();
  const byQueue = new Map<string, WorkerView[]>();
  const left = new Map<string, WorkerView>();
  const live: WorkerView[] = [];
  for (const worker of sight.workers) {
    byName.set(worker.hostname, worker);
    if (worker.status === 'gone') addLeft(left, worker);
    else {
      live.push(worker);
      addConsumer(byQueue, worker);
    }
  }
  return {
    ...sight,
    workerOf: (hostname) => byName.get(hostname),
    live,
    consumersOf: (queue) => byQueue.get(queue) ?? [],
    leftBy: (queue) => left.get(queue) ?? null,
  };
}

/** Enters a worker with each of its queues. */
export function addConsumer<W extends WorkerView>(byQueue: Map<string, W[]>, worker: W): void {
  for (const queue of worker.queues ?? []) {
    const known = byQueue.get(queue);
    if (known === undefined) byQueue.set(queue, [worker]);
    else known.push(worker);
  }
}

function addLeft(left: Map<string, WorkerView>, worker: WorkerView): void {
  if (worker.statusSince === null) return;
  for (const queue of worker.queues ?? []) {
    if (worker.statusSince >= (left.get(queue)?.statusSince ?? 0)) left.set(queue, worker);
  }
}
