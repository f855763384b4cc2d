import type { QueueView } from '../cluster/queue';

export type DrainState =
  | { readonly kind: 'empty' }
  | { readonly kind: 'drains'; readonly seconds: number }
  | { readonly kind: 'growing'; readonly perSecond: number }
  | { readonly kind: 'steady' }
  | { readonly kind: 'unknown' };

type Figures = Pick<QueueView, 'ready' | 'inPerSecond' | 'outPerSecond' | 'drainSeconds'>;

// Rates are counted over a minute: within a tenth they can't be told apart.
const STEADY_SHARE = 0.1;
const RATE_SECONDS = 60;

/** Where a queue is heading. An empty one is simply empty, whatever its rates of the last minute say. */
export function drainState({ ready, inPerSecond, outPerSecond, drainSeconds }: Figures): DrainState {
  if (ready === 0) return { kind: 'empty' };
  if (drainSeconds !== null) return { kind: 'drains', seconds: drainSeconds };
  if (ready === null || inPerSecond === null || outPerSecond === null) return { kind: 'unknown' };
  const growth = inPerSecond - outPerSecond;
  const isClear = growth > Math.max(inPerSecond, outPerSecond) * STEADY_SHARE;
  // What came on top in that minute would lie in the queue; where it does not, the rates only wavered.
  const liesThere = ready >= (growth * RATE_SECONDS) / 2;
  return isClear && liesThere ? { kind: 'growing', perSecond: growth } : { kind: 'steady' };
}
