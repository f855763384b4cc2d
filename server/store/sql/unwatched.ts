import type { EventGap } from '@/lib/cluster/cluster-status';
import { WATCH_SILENCE_SECONDS } from './watch-times';

export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** null: no collector watched. */
  readonly reason: EventGap['reason'] | null;
}

/** When nobody watched since `from`: no collector ran, or it could not see events. `watches` are in order. */
export function unwatchedIn(
  gaps: readonly EventGap[],
  watches: readonly { readonly from: number; readonly to: number }[],
  from: number,
  now: number,
): readonly Stretch[] {
  const between: Stretch[] = [];
  let watchedUntil = from;
  for (const watch of watches) {
    if (watch.from > watchedUntil) between.push({ from: watchedUntil, to: watch.from, reason: null });
    watchedUntil = Math.max(watchedUntil, watch.to);
  }
  // The collector notes itself now and then only, so the last seconds are still watched.
  if (now - watchedUntil > WATCH_SILENCE_SECONDS) between.push({ from: watchedUntil, to: now, reason: null });
  return [...gaps.map((gap) => ({ ...gap, to: gap.to ?? now })), ...between].filter(
    (gap) => gap.to > from && gap.from < now,
  );
}
