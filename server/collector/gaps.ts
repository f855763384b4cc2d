import type { BrokerStatus, EventGap } from '@/lib/cluster/cluster-status';

const MAX_GAPS = 200;

export interface GapLog {
  /** Follows the connection: a gap lasts from the loss until events flow again. Returns a gap that began or ended. */
  status(status: BrokerStatus, now: number): EventGap | null;
  add(gap: EventGap): void;
  list(): readonly EventGap[];
}

/** The times in which events could not be seen: Redis keeps no event for who is away, RabbitMQ only with a queue. */
export function createGapLog(): GapLog {
  let gaps: EventGap[] = [];
  let wasConnected = false;
  const open = (): EventGap | undefined => gaps.find((gap) => gap.to === null);
  const add = (gap: EventGap): void => {
    gaps = [...gaps, gap].slice(-MAX_GAPS);
  };
  return {
    add,
    list: () => gaps,
    status(status, now) {
      const running = open();
      if (status.state === 'connected') {
        wasConnected = true;
        if (running === undefined) return null;
        const closed = { ...running, to: now };
        gaps = gaps.map((gap) => (gap === running ? closed : gap));
        return closed;
      }
      if (status.state !== 'lost' || !wasConnected || running !== undefined) return null;
      const gap: EventGap = { from: now, to: null, reason: 'broker-lost' };
      add(gap);
      return gap;
    },
  };
}
