/** How often it must look. */
export const STALL_LOOK_MS = 250;
/** So long after this thread stood still, what waited for it meanwhile may still come. */
const BACKLOG_MS = 10_000;
/** A busy moment. */
const LEAST_SECONDS = 0.5;

export interface StallWatch {
  look(): void;
  /** For how long this thread stood still lately: what comes now may have waited for it so long. 0: it did not. */
  recentSeconds(): number;
}

/** Sees by the times of its own looks how long this thread did nothing: stopped, or busy with something else. */
export function createStallWatch(nowMs: () => number): StallWatch {
  let lookedMs = nowMs();
  let stalls: readonly { readonly endedMs: number; readonly seconds: number }[] = [];
  const sinceLook = (at: number): number => Math.max(0, (at - lookedMs - STALL_LOOK_MS) / 1000);
  return {
    look() {
      const at = nowMs();
      const seconds = sinceLook(at);
      stalls = stalls.filter(({ endedMs }) => at - endedMs < BACKLOG_MS);
      if (seconds >= LEAST_SECONDS) stalls = [...stalls, { endedMs: at, seconds }];
      lookedMs = at;
    },
    recentSeconds() {
      const at = nowMs();
      // The first look after a stall may come behind what waited.
      const running = sinceLook(at);
      const recent = stalls.filter(({ endedMs }) => at - endedMs < BACKLOG_MS).map(({ seconds }) => seconds);
      return Math.max(running >= LEAST_SECONDS ? running : 0, ...recent);
    },
  };
}
