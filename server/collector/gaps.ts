import { MAX_GAPS } from '@/lib/api/limits';
import type { BrokerStatus, EventGap } from '@/lib/cluster/cluster-status';
import type { MissedEvents, StreamReading } from '../brokers/broker';

/** Overflows of a queue that stand closer than this are one. */
const JOIN_SECONDS = 10;

export interface GapLogStart {
  readonly startedAt: number;
  /** Until when an earlier run watched; null when there was none, or when this goes on without a pause. */
  readonly watchedUntil: number | null;
  /** Gaps of earlier runs, oldest first. */
  readonly stored: readonly EventGap[];
  /** A gap began, ended or became longer. */
  readonly changed: (gap: EventGap) => void;
}

export interface GapLog {
  /** Follows the connection: a gap lasts from the loss until events flow again. */
  status(status: BrokerStatus, now: number): void;
  stream(reading: StreamReading): void;
  missed(missed: MissedEvents): void;
  list(): readonly EventGap[];
  /** When events could first be seen in this run; null before. */
  readonly watchingSince: number | null;
}

/** The times in which events could not be seen: Redis keeps no event for who is away, RabbitMQ only with a queue. */
export function createGapLog({ startedAt, watchedUntil, stored, changed }: GapLogStart): GapLog {
  let gaps: readonly EventGap[] = stored.slice(-MAX_GAPS);
  let watchingSince: number | null = null;
  let seenUntil: number | null = null;
  /** The gap that lasts. */
  let running: EventGap | null = gaps.findLast((gap) => gap.to === null) ?? null;

  const put = (gap: EventGap): void => {
    const isKnown = gaps.some((one) => isSame(one, gap));
    gaps = isKnown ? gaps.map((one) => (isSame(one, gap) ? gap : one)) : [...gaps, gap].slice(-MAX_GAPS);
    changed(gap);
  };
  const begin = (from: number, reason: EventGap['reason']): void => {
    running = { from, to: null, reason };
    put(running);
  };
  const end = (now: number): void => {
    if (running === null) return;
    put({ ...running, to: Math.max(running.from, now) });
    running = null;
  };

  // From here until events flow: who stopped us is over, a broker that is away may not be.
  if (running === null && watchedUntil !== null && watchedUntil < startedAt) begin(watchedUntil, 'collector-stopped');

  return {
    list: () => gaps,
    get watchingSince() {
      return watchingSince;
    },
    stream(reading) {
      ({ seenUntil } = reading);
    },
    missed({ from, to, atMost }) {
      const before = gaps.findLast((gap) => gap.reason === 'slow-consumer');
      const isJoined = before?.to != null && from - before.to <= JOIN_SECONDS && from >= before.from;
      put({
        from: isJoined ? before.from : from,
        to: isJoined ? Math.max(before.to, to) : to,
        reason: 'slow-consumer',
        missedAtMost: atMost === null ? null : atMost + (isJoined ? (before.missedAtMost ?? 0) : 0),
      });
    },
    status(status, now) {
      if (status.state === 'connected') {
        watchingSince ??= now;
        end(now);
        return;
      }
      if (status.state !== 'lost' || running !== null) return;
      // Cut off because we are slow: what was on its way to us is gone as well.
      if (status.errorCode === 'SLOW_CONSUMER') begin(Math.min(now, seenUntil ?? now), 'slow-consumer');
      else begin(watchingSince === null ? startedAt : now, 'broker-lost');
    },
  };
}

function isSame(a: EventGap, b: EventGap): boolean {
  return a.from === b.from && a.reason === b.reason;
}
