import type { BrokerStatus } from '@/lib/cluster/cluster-status';
import type { Broker } from '../brokers/broker';
import type { FromCollector } from './messages';

export interface ConnectionState {
  /** What the broker said last. */
  readonly status: BrokerStatus;
  readonly take: (status: BrokerStatus) => void;
  readonly isConnected: () => boolean;
  /** Whether workers and queues can be asked: a recording has none. */
  readonly canAsk: () => boolean;
  /** Since when events come without a break, epoch seconds; `now` while none come. */
  readonly watchedSince: (now: number) => number;
  /** The same for telling what was said before; 0 in a replay, which has a clock of its own. */
  readonly heardSince: (now: number) => number;
}

/** Follows the connection to the broker, and tells the log when it comes, goes, or fails in another way than before. */
export function createConnectionState(
  { kind, url }: Pick<Broker, 'kind' | 'url'>,
  startedAt: number,
  post: (message: FromCollector) => void,
): ConnectionState {
  let status: BrokerStatus = {
    kind,
    url,
    state: 'connecting',
    since: startedAt,
    error: null,
    errorCode: null,
    retryAt: null,
    limits: {},
  };
  const isConnected = (): boolean => status.state === 'connected';
  const watchedSince = (now: number): number => (isConnected() ? Math.max(startedAt, status.since) : now);
  return {
    get status() {
      return status;
    },
    take(next) {
      // A broker that stays away is tried again and again: a full disk must not be filled by telling of it.
      const isNews = next.state !== status.state || next.errorCode !== status.errorCode;
      status = next;
      if (kind === 'replay' || !isNews) return;
      if (next.state === 'connected')
        post({ type: 'log', level: 'info', text: `The broker ${next.url} is connected.` });
      else if (next.state === 'lost') {
        const cause = next.error === null ? '.' : `: ${next.error}`;
        post({
          type: 'log',
          level: 'warn',
          text: `The broker ${next.url} is not connected, and is tried again${cause}`,
        });
      }
    },
    isConnected,
    canAsk: () => isConnected() && kind !== 'replay',
    watchedSince,
    heardSince: (now) => (kind === 'replay' ? 0 : watchedSince(now)),
  };
}
