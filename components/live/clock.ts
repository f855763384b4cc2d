const REMEMBERED = 20;

/**
 * The difference between the server's clock and ours, from the stamps of its frames. A frame on its way only makes the
 * server seem behind, so the largest difference of the last ones is the nearest to the truth.
 */
export function createClock(localNow: () => number = () => Date.now() / 1000) {
  const samples: number[] = [];
  let offset = 0;
  return {
    observe(serverAt: number): void {
      samples.push(serverAt - localNow());
      if (samples.length > REMEMBERED) samples.shift();
      offset = Math.max(...samples);
    },
    /** Server time, epoch seconds. */
    now: () => localNow() + offset,
  };
}

export type Clock = ReturnType<typeof createClock>;
