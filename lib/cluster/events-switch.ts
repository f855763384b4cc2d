import { putWorker, type Cluster } from './cluster';
import { reduceWorkerSwitch } from './reduce-worker';

// "already disabled" is also said by a worker that was started with -E, which goes on telling.
const MEANS_ON: ReadonlyMap<string, boolean> = new Map([
  ['task events enabled', true],
  ['task events already enabled', true],
  ['task events disabled', false],
]);

/** A worker answered `enable_events` or `disable_events`: what it says of itself holds before its tasks show it. */
export function noteSwitched(cluster: Cluster, hostname: string, words: string, at: number): void {
  const worker = cluster.workers.get(hostname);
  const isOn = MEANS_ON.get(words);
  if (worker === undefined || isOn === undefined) return;
  // Without heartbeats it may have no events at all, and says "enabled" nevertheless (celery/worker/consumer/events.py).
  if (isOn && worker.lastHeartbeatSeenAt === null) return;
  putWorker(cluster, reduceWorkerSwitch(worker, isOn, at));
}
