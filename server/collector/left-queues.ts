import type { WorkerDetail } from '@/lib/cluster/worker';
import type { WorkerControlContext } from '../control/worker-control';

const MOST_WORKERS = 1_000;

/** Which queues workers took from before they were told to leave some, by process: another one may not know them. */
export function createLeftQueues(): WorkerControlContext['left'] {
  const left = new Map<string, Set<string>>();
  const keyOf = ({ hostname, pid }: WorkerDetail): string => JSON.stringify([hostname, pid]);
  return {
    has: (worker, queue) => left.get(keyOf(worker))?.has(queue) === true,
    note(worker) {
      const key = keyOf(worker);
      left.set(key, new Set([...(left.get(key) ?? []), ...(worker.queues ?? [])]));
      const [oldest] = left.keys();
      if (left.size > MOST_WORKERS && oldest !== undefined) left.delete(oldest);
    },
  };
}
