import type { Delivery, Task } from '../cluster/task';

/** A bar on the axis; positions are shares of the width, 0 to 1. */
export interface DeliveryBar {
  readonly n: number;
  readonly worker: string;
  /** From sent (first delivery) or received to started; null when it started at once or not at all. */
  readonly wait: { readonly left: number; readonly width: number } | null;
  readonly run: { readonly left: number; readonly width: number } | null;
  readonly waitSeconds: number | null;
  readonly runSeconds: number | null;
  readonly outcome: string | null;
  readonly running: boolean;
}

export interface DeliveriesFigure {
  readonly from: number;
  readonly to: number;
  readonly bars: readonly DeliveryBar[];
  /** When more than one ran at the same time; the longest such time. */
  readonly overlap: {
    readonly left: number;
    readonly width: number;
    readonly seconds: number;
    readonly first: number;
    readonly last: number;
  } | null;
  /** When the broker was due to give it out again; null when unknown or outside. */
  readonly due: { readonly at: number; readonly left: number } | null;
  readonly now: { readonly left: number } | null;
}

/** All deliveries of a task on one time axis; null when no delivery has a time. */
export function toDeliveriesFigure(
  task: Pick<Task, 'sentAt'>,
  deliveries: readonly Delivery[],
  dueAt: number | null,
  now: number,
): DeliveriesFigure | null {
  const spans = deliveries.map((delivery) => spanOf(delivery, now));
  const starts = spans.map((span) => span.from).filter((at): at is number => at !== null);
  if (starts.length === 0) return null;
  const from = Math.min(...starts, ...(task.sentAt === null ? [] : [task.sentAt]));
  const to = Math.max(...spans.map((span) => span.to ?? from), from + 0.001);
  const share = (at: number) => Math.min(1, Math.max(0, (at - from) / (to - from)));
  const bars = spans.map((span, index) => toBar(span, index === 0 ? task.sentAt : null, share));
  const running = bars.some((bar) => bar.running);
  return {
    from,
    to,
    bars,
    overlap: longestOverlap(spans, share),
    due: dueAt !== null && dueAt > from && dueAt < to ? { at: dueAt, left: share(dueAt) } : null,
    now: running ? { left: share(now) } : null,
  };
}

interface Span {
  readonly delivery: Delivery;
  readonly from: number | null;
  readonly startedAt: number | null;
  readonly to: number | null;
  readonly running: boolean;
}

function spanOf(delivery: Delivery, now: number): Span {
  const running = delivery.startedAt !== null && delivery.endedAt === null && delivery.outcome === null;
  const to =
    delivery.endedAt ?? (running ? Math.max(now, delivery.startedAt) : (delivery.startedAt ?? delivery.receivedAt));
  return { delivery, from: delivery.receivedAt ?? delivery.startedAt, startedAt: delivery.startedAt, to, running };
}

function toBar(span: Span, sentAt: number | null, share: (at: number) => number): DeliveryBar {
  const { delivery } = span;
  const began = sentAt !== null && span.from !== null ? Math.min(sentAt, span.from) : span.from;
  const ended = span.startedAt ?? span.to;
  const hasWait = began !== null && ended !== null && ended > began;
  const hasRun = span.startedAt !== null && span.to !== null;
  return {
    n: delivery.n,
    worker: delivery.worker,
    wait: hasWait ? { left: share(began), width: share(ended) - share(began) } : null,
    run: hasRun ? { left: share(span.startedAt), width: share(span.to) - share(span.startedAt) } : null,
    waitSeconds: hasWait && hasRun ? ended - began : null,
    runSeconds: hasRun ? (delivery.runtimeSeconds ?? span.to - span.startedAt) : null,
    outcome: delivery.deduplicated ? 'DEDUPLICATED' : delivery.outcome,
    running: span.running,
  };
}

function longestOverlap(spans: readonly Span[], share: (at: number) => number): DeliveriesFigure['overlap'] {
  let longest: { from: number; to: number; first: number; last: number } | null = null;
  spans.forEach((one, first) => {
    spans.slice(first + 1).forEach((other, offset) => {
      // A deduplicated delivery was acknowledged without running.
      if (one.delivery.deduplicated || other.delivery.deduplicated) return;
      if (one.startedAt === null || other.startedAt === null || one.to === null || other.to === null) return;
      const from = Math.max(one.startedAt, other.startedAt);
      const to = Math.min(one.to, other.to);
      if (to > from && (longest === null || to - from > longest.to - longest.from))
        longest = { from, to, first, last: first + 1 + offset };
    });
  });
  const found = longest as { from: number; to: number; first: number; last: number } | null;
  if (found === null) return null;
  return {
    left: share(found.from),
    width: share(found.to) - share(found.from),
    seconds: found.to - found.from,
    first: found.first,
    last: found.last,
  };
}

/** How many deliveries began to run; a deduplicated one did not. */
export function startedCount(deliveries: readonly Delivery[]): number {
  return deliveries.filter((delivery) => delivery.startedAt !== null && !delivery.deduplicated).length;
}

/** More than one start with the same `retries`: the task itself was run twice, not retried. */
export function ranTwice(deliveries: readonly Delivery[]): boolean {
  const starts = deliveries
    .filter((delivery) => delivery.startedAt !== null && !delivery.deduplicated)
    .map((delivery) => delivery.retries);
  return new Set(starts).size < starts.length;
}
