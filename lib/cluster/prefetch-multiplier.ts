import { isRecord } from '../celery/bounded';
import type { WorkerReplies } from './worker-record';

/**
 * The multiplier that a worker really works with. The settings do not tell one given on its command line, but the
 * prefetch count does: slots × multiplier, and one more for each task held until its eta. null where that is not whole.
 */
export function multiplierInForce(before: WorkerReplies, now: WorkerReplies, scheduled: number): number | null {
  const slots = slotsAtMost(now);
  if (slots === null || slots === 0 || now.prefetchCount === null) return null;
  const known = before.pid === now.pid ? before.multiplierInForce : null;
  if (now.prefetchCount === 0) return 0;
  // The two counts were not read at the same moment, so with eta tasks about, what was once read stands.
  if (scheduled > 0 && known !== null) return known;
  const multiplier = (now.prefetchCount - scheduled) / slots;
  return Number.isInteger(multiplier) && multiplier > 0 ? multiplier : known;
}

// With autoscale the prefetch count stands for as many slots as there may be.
function slotsAtMost({ stats, concurrency }: WorkerReplies): number | null {
  const autoscaler = stats?.['autoscaler'];
  const max = isRecord(autoscaler) ? autoscaler['max'] : null;
  return typeof max === 'number' && Number.isInteger(max) && max > 0 ? max : concurrency;
}
