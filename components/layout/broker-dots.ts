import type { BrokerStatus } from '@/lib/cluster/cluster-status';

/** The colour of a connection. */
export const BROKER_DOTS: Readonly<Record<BrokerStatus['state'], string>> = {
  connected: 'bg-state-success-fill',
  connecting: 'bg-severity-warning-fill',
  lost: 'bg-severity-critical-fill',
  ended: 'bg-line-control',
};
