import { isAbsence, type BrokerStatus } from '@/lib/cluster/cluster-status';
import type { Connection } from '../live/feed';

/** Data older than this is behind: the server sends the status twice a second. */
const BEHIND_SECONDS = 5;

export type LiveState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'polling' }
  | { readonly kind: 'ended' }
  | { readonly kind: 'behind'; readonly seconds: number }
  | { readonly kind: 'paused'; readonly at: number }
  | { readonly kind: 'rewound'; readonly at: number }
  | { readonly kind: 'no-broker' | 'no-collector'; readonly retrySeconds: number | null }
  | { readonly kind: 'offline' };

interface LiveFacts {
  readonly connection: Connection['state'];
  readonly pausedAt: number | null;
  /** The second in the past that the page shows; null: the present. */
  readonly rewoundAt: number | null;
  readonly broker: Pick<BrokerStatus, 'state' | 'errorCode' | 'retryAt'> | null;
  /** When the newest data was made; null before the first. */
  readonly dataAt: number | null;
  readonly now: number;
}

/** What the live control says. The reader's own doing first, then the nearest break in the chain. */
export function liveState({ connection, pausedAt, rewoundAt, broker, dataAt, now }: LiveFacts): LiveState {
  if (rewoundAt !== null) return { kind: 'rewound', at: rewoundAt };
  if (pausedAt !== null) return { kind: 'paused', at: pausedAt };
  if (connection === 'down') return { kind: 'offline' };
  if (broker === null || dataAt === null) return { kind: 'connecting' };
  if (broker.state === 'lost' || (broker.state === 'connecting' && broker.retryAt !== null)) {
    return {
      kind: isAbsence(broker.errorCode) ? 'no-collector' : 'no-broker',
      retrySeconds: broker.retryAt === null ? null : Math.max(0, Math.ceil(broker.retryAt - now)),
    };
  }
  if (connection === 'polling') return { kind: 'polling' };
  if (now - dataAt > BEHIND_SECONDS) return { kind: 'behind', seconds: now - dataAt };
  return broker.state === 'ended' ? { kind: 'ended' } : { kind: 'live' };
}

/** True when what is shown is the last that was known, not the present. */
export function isStale(state: LiveState): boolean {
  return state.kind === 'no-broker' || state.kind === 'no-collector' || state.kind === 'offline';
}
