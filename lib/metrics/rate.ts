/** Counts per second over a sliding window of whole seconds; memory is one number a second of the window. */
export interface Rate {
  add(now: number, count?: number): void;
  /** Mean per second over the window, or over the time since the first count where that is shorter. */
  perSecond(now: number): number;
  /** Counts of the last `buckets` spans of `bucketSeconds`, oldest first; the last one is still filling. */
  buckets(now: number, buckets: number, bucketSeconds: number): number[];
}

/** `now` is epoch seconds; times that run backwards count in the newest second. */
export function createRate(windowSeconds: number): Rate {
  const slots = new Array<number>(windowSeconds + 1).fill(0);
  let head = 0;
  let since: number | null = null;

  const advance = (now: number): void => {
    const second = Math.floor(now);
    if (second <= head) return;
    const steps = Math.min(second - head, slots.length);
    for (let step = 1; step <= steps; step += 1) slots[(head + step) % slots.length] = 0;
    // After a long pause every slot was cleared above, whichever second they are said to stand for.
    head = second;
    if (steps === slots.length) slots.fill(0);
  };

  const at = (second: number): number =>
    second <= head && second > head - slots.length ? (slots[second % slots.length] ?? 0) : 0;

  return {
    add(now, count = 1) {
      advance(now);
      since ??= head;
      const index = head % slots.length;
      slots[index] = (slots[index] ?? 0) + count;
    },
    perSecond(now) {
      advance(now);
      if (since === null) return 0;
      const span = Math.max(1, Math.min(windowSeconds, now - since));
      let sum = 0;
      for (let second = head - windowSeconds + 1; second <= head; second += 1) sum += at(second);
      return sum / span;
    },
    buckets(now, buckets, bucketSeconds) {
      advance(now);
      const last = Math.floor(head / bucketSeconds);
      return Array.from({ length: buckets }, (_, index) => {
        const start = (last - buckets + 1 + index) * bucketSeconds;
        let sum = 0;
        for (let second = start; second < start + bucketSeconds; second += 1) sum += at(second);
        return sum;
      });
    },
  };
}
