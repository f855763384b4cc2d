import type { BrokerStatus } from '@/lib/cluster/cluster-status';
import type { WorkerRecord } from '@/lib/cluster/worker-record';

export interface WatchedTime {
  status(status: BrokerStatus, now: number): void;
  /** We heard nothing for so long until now, for a reason of our own. */
  missed(seconds: number, now: number): void;
  /** `now` for judging this worker's silence: time in which nobody could be heard does not count. */
  forWorker(worker: WorkerRecord, now: number): number;
  readonly isWatching: boolean;
}

/** A worker that was silent through more of them is gone in any case. */
const MAX_ABSENCES = 100;

/** A broker that is away silences every worker; that is no evidence against any of them. */
export function createWatchedTime(): WatchedTime {
  let lostAt: number | null = null;
  let absences: readonly { readonly seconds: number; readonly until: number }[] = [];
  const missed = (seconds: number, until: number): void => {
    absences = [...absences, { seconds, until }].slice(-MAX_ABSENCES);
  };
  return {
    status(status, now) {
      if (status.state === 'connected' && lostAt !== null) {
        missed(Math.max(0, now - lostAt), now);
        lostAt = null;
      }
      // The end of a replay silences them as well.
      if (status.state === 'lost' || status.state === 'ended') lostAt ??= now;
    },
    missed(seconds, now) {
      // Counted with the broker's own absence.
      if (lostAt === null) missed(seconds, now);
    },
    forWorker(worker, now) {
      if (lostAt !== null) return lostAt;
      const heardAt = Math.max(worker.lastSeenAt, worker.lastReplySeenAt ?? 0);
      return absences.reduce((at, { seconds, until }) => (heardAt < until ? at - seconds : at), now);
    },
    get isWatching() {
      return lostAt === null;
    },
  };
}
