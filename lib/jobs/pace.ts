/** How many may be done now, and since when that is known; steady seconds. */
export interface Pace {
  readonly saved: number;
  readonly at: number;
}

/** What was not used is saved for this long: a store or workers that answer late do not slow a job down for good. */
const SAVED_SECONDS = 5;

/** It begins with what one second brings. */
export function startPace(ratePerSecond: number, at: number): Pace {
  return { saved: ratePerSecond, at };
}

/** Never more in any time than the rate times that time, and what was saved for five seconds. */
export function refill({ saved, at }: Pace, ratePerSecond: number, now: number): Pace {
  const elapsed = Math.max(0, now - at);
  return { saved: Math.min(saved + elapsed * ratePerSecond, Math.max(1, SAVED_SECONDS * ratePerSecond)), at: now };
}

export function spend({ saved, at }: Pace, count: number): Pace {
  return { saved: saved - count, at };
}

/** Whole tasks that may be done now, at most `most`. */
export function share({ saved }: Pace, most: number): number {
  return Math.max(0, Math.min(most, Math.floor(saved)));
}
