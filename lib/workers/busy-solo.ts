import type { WorkerView } from '../cluster/worker';

/** Its heartbeats come every two seconds. */
const SILENT_SECONDS = 4;

/** A solo pool beats and answers nothing while it runs a task: that it is silent says that it likely works. */
export function isBusySolo({ pool, status, lastHeartbeatAt }: WorkerView, now: number): boolean {
  if (pool !== 'solo') return false;
  // Between two tasks it is heard for a moment, and its queue seems to have stood still.
  return status === 'unknown' || (status === 'not-consuming' && now - (lastHeartbeatAt ?? now) > SILENT_SECONDS);
}
