/** What comes first: the end of `work`, or null at the abort. Leaves no listener on a signal that outlives it. */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | null> {
  let stop = (): void => undefined;
  const aborted = new Promise<null>((resolve) => {
    stop = () => resolve(null);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** A function, since the compiler takes a flag once read for settled. */
export function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
