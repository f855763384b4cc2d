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
/** Its connection, and `mingle` before its first heartbeat. */
const START_SECONDS = 5;

/** A broker that is away silences every worker; that is no evidence against any of them. */
export function createWatchedTime(): WatchedTime {
  let lostAt: number | null = null;
  let absences: readonly { readonly seconds: number; readonly until: number; readonly graceSeconds: number }[] = [];
  const missed = (seconds: number, until: number, graceSeconds: number): void => {
    absences = [...absences, { seconds, until, graceSeconds }].slice(-MAX_ABSENCES);
  };
  return {
    status(status, now) {
      if (status.state === 'connected' && lostAt !== null) {
        const seconds = Math.max(0, now - lostAt);
        missed(seconds, now, longestPause(seconds) + START_SECONDS);
        lostAt = null;
      }
      // The end of a replay silences them as well.
      if (status.state === 'lost' || status.state === 'ended') lostAt ??= now;
    },
    missed(seconds, now) {
      // Counted with the broker's own absence.
      if (lostAt === null) missed(seconds, now, 0);
    },
    forWorker(worker, now) {
      if (lostAt !== null) return lostAt;
      const heardAt = Math.max(worker.lastSeenAt, worker.lastReplySeenAt ?? 0);
      return absences.reduce((at, { seconds, until, graceSeconds }) => {
        if (heardAt >= until) return at;
        return at - seconds - Math.min(graceSeconds, Math.max(0, now - until));
      }, now);
    },
    get isWatching() {
      return lostAt === null;
    },
  };
}

/**
 * How long a worker may still wait before it tries a broker again that was away for `seconds`: kombu waits 2 s after the
 * first attempt, 2 s more after each, and 30 s at most (`interval_*` of Connection.ensure_connection).
 */
function longestPause(seconds: number): number {
  return Math.min(30, 2 + 2 * Math.sqrt(seconds));
}
