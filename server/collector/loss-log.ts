import type { EventLoss } from '@/lib/cluster/cluster-status';
import type { LossMeter } from '@/lib/metrics/loss';

/** Longer than the time between two heartbeats, which tell of losses. */
const SAMPLE_SECONDS = 10;
/** Losses that stand closer are one. */
const JOIN_SECONDS = 30;
const KEPT_SECONDS = 86_400;
const MAX_LOSSES = 100;

/** When events were lost: the meter knows how many by now, this remembers when it was that they became more. */
export function createLossLog(meter: Pick<LossMeter, 'lost' | 'seen'>): (now: number) => readonly EventLoss[] {
  let losses: EventLoss[] = [];
  let sampledAt: number | null = null;
  let lost = 0;
  let seen = 0;

  const add = (loss: EventLoss): void => {
    const last = losses.at(-1);
    if (last !== undefined && loss.from - last.to <= JOIN_SECONDS)
      losses[losses.length - 1] = {
        from: last.from,
        to: loss.to,
        lost: last.lost + loss.lost,
        seen: last.seen + loss.seen,
      };
    else losses.push(loss);
    losses = losses.slice(-MAX_LOSSES);
  };

  return (now) => {
    // In a replay the clock goes back once, to its first message.
    if (sampledAt !== null && now >= sampledAt && now - sampledAt < SAMPLE_SECONDS) return losses;
    const from = sampledAt === null || now < sampledAt ? now : sampledAt;
    const [lostNow, seenNow] = [meter.lost() ?? 0, meter.seen()];
    // An event that comes late makes the loss smaller again; what counts is what it exceeds for the first time.
    if (lostNow > lost) add({ from, to: now, lost: lostNow - lost, seen: seenNow - seen });
    lost = Math.max(lost, lostNow);
    seen = seenNow;
    sampledAt = now;
    if (losses.some(({ to }) => now - to > KEPT_SECONDS)) losses = losses.filter(({ to }) => now - to <= KEPT_SECONDS);
    return losses;
  };
}
