import type { BrokerStatus } from '@/lib/cluster/cluster-status';
import type { WorkerRecord } from '@/lib/cluster/worker-record';

export interface WatchedTime {
  status(status: BrokerStatus, now: number): void;
  /** `now` for judging this worker's silence: time in which nobody could be heard does not count. */
  forWorker(worker: WorkerRecord, now: number): number;
  readonly isWatching: boolean;
}

/** A broker that is away silences every worker; that is no evidence against any of them. */
export function createWatchedTime(): WatchedTime {
  let lostAt: number | null = null;
  let backAt = 0;
  let away = 0;
  return {
    status(status, now) {
      if (status.state === 'connected' && lostAt !== null) {
        away = now - lostAt;
        backAt = now;
        lostAt = null;
      }
      // The end of a replay silences them as well.
      if (status.state === 'lost' || status.state === 'ended') lostAt ??= now;
    },
    forWorker(worker, now) {
      if (lostAt !== null) return lostAt;
      const heardAt = Math.max(worker.lastSeenAt, worker.lastReplySeenAt ?? 0);
      return heardAt < backAt ? now - away : now;
    },
    get isWatching() {
      return lostAt === null;
    },
  };
}
