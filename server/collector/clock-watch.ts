/** A clock is corrected bit by bit; by more than this at once it was set. */
const SET_SECONDS = 5;
const BELIEVED_AFTER_SECONDS = 3600;

export interface ClockWatch {
  /** Epoch seconds. It goes on evenly until `jumped` tells that the wall clock was set. */
  readonly now: () => number;
  /** Seconds by which the wall clock was set since the call before; 0 when it was not. */
  readonly jumped: () => number;
  /**
   * Epoch seconds for deciding what is too old to keep: the earliest of what the clock was set to within the last hour.
   * One that was set forward may be wrong, as may be the times that were taken before, and what is deleted does not come
   * back.
   */
  readonly cautious: () => number;
}

/** Compares the wall clock (epoch seconds) with one that nobody sets (milliseconds). */
export function createClockWatch(wall: () => number, steadyMs: () => number): ClockWatch {
  let offset = wall() - steadyMs() / 1000;
  /** By what the wall clock was ahead of the steady one before it was set, and until when. */
  let former: readonly { readonly offset: number; readonly until: number }[] = [];
  return {
    now: () => steadyMs() / 1000 + offset,
    jumped() {
      const steady = steadyMs() / 1000;
      const change = wall() - steady - offset;
      if (Math.abs(change) >= SET_SECONDS) former = [...former, { offset, until: steady }];
      offset += change;
      return Math.abs(change) >= SET_SECONDS ? change : 0;
    },
    cautious() {
      const steady = steadyMs() / 1000;
      former = former.filter(({ until }) => steady - until < BELIEVED_AFTER_SECONDS);
      return steady + Math.min(offset, ...former.map((one) => one.offset));
    },
  };
}
