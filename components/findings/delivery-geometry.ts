import type { Figure } from '@/lib/detectors/finding';

type DeliveriesFigure = Extract<Figure, { kind: 'deliveries' }>;

export interface DeliveryBar {
  readonly n: number;
  readonly worker: string;
  readonly outcome: string | null;
  readonly seconds: number;
  readonly running: boolean;
  /** Shares of the axis, 0 to 1. */
  readonly left: number;
  readonly width: number;
}

export interface DeliveryGeometry {
  readonly from: number;
  readonly to: number;
  readonly bars: readonly DeliveryBar[];
  /** Where the broker was due to give it out again. */
  readonly due: { readonly at: number; readonly left: number } | null;
  /** The time in which two or more ran at once. */
  readonly overlap: { readonly seconds: number; readonly left: number; readonly width: number } | null;
}

/** All deliveries on one time axis; a run that goes on reaches to now. */
export function deliveryGeometry(figure: DeliveriesFigure, now: number): DeliveryGeometry {
  const spans = figure.bars.map((bar) => ({ ...bar, end: Math.max(bar.startedAt, bar.endedAt ?? now) }));
  const starts = spans.map((span) => span.startedAt);
  const from = Math.min(...starts, figure.dueAt ?? Infinity);
  const to = Math.max(...spans.map((span) => span.end), figure.dueAt ?? -Infinity, from + 0.001);
  const share = (at: number) => (at - from) / (to - from);
  const bars = spans.map(({ n, worker, outcome, startedAt, endedAt, end }) => ({
    n,
    worker,
    outcome,
    seconds: end - startedAt,
    running: endedAt === null,
    left: share(startedAt),
    width: share(end) - share(startedAt),
  }));
  const overlap = overlapOf(spans);
  return {
    from,
    to,
    bars,
    due: figure.dueAt === null ? null : { at: figure.dueAt, left: share(figure.dueAt) },
    overlap: overlap && {
      seconds: overlap.end - overlap.start,
      left: share(overlap.start),
      width: share(overlap.end) - share(overlap.start),
    },
  };
}

interface Span {
  readonly startedAt: number;
  readonly end: number;
}

/** From the first moment to the last in which any two ran at once; null when they ran one after the other. */
function overlapOf(spans: readonly Span[]): { readonly start: number; readonly end: number } | null {
  const sorted = [...spans].sort((a, b) => a.startedAt - b.startedAt);
  let latestEnd = -Infinity;
  let found: { start: number; end: number } | null = null;
  for (const span of sorted) {
    const end = Math.min(latestEnd, span.end);
    if (end > span.startedAt) {
      found = found ? { start: found.start, end: Math.max(found.end, end) } : { start: span.startedAt, end };
    }
    latestEnd = Math.max(latestEnd, span.end);
  }
  return found;
}
