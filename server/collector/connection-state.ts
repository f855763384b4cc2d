import type { BrokerStatus } from '@/lib/cluster/cluster-status';
import type { Broker } from '../brokers/broker';

export interface ConnectionState {
  /** What the broker said last. */
  status: BrokerStatus;
  readonly isConnected: () => boolean;
  /** Whether workers and queues can be asked: a recording has none. */
  readonly canAsk: () => boolean;
  /** Since when events come without a break, epoch seconds; `now` while none come. */
  readonly watchedSince: (now: number) => number;
}

export function createConnectionState({ kind, url }: Pick<Broker, 'kind' | 'url'>, startedAt: number): ConnectionState {
  const isConnected = (): boolean => state.status.state === 'connected';
  const state: ConnectionState = {
    status: {
      kind,
      url,
      state: 'connecting',
      since: startedAt,
      error: null,
      errorCode: null,
      retryAt: null,
      limits: {},
    },
    isConnected,
    canAsk: () => isConnected() && kind !== 'replay',
    watchedSince: (now) => (isConnected() ? Math.max(startedAt, state.status.since) : now),
  };
  return state;
}
