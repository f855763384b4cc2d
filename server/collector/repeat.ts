import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Runs `work` again and again until `signal` aborts, `pauseMs()` after each end, so that a slow round is never
 * overtaken by the next. A round that fails is told to `failed` and does not end the loop.
 */
export async function repeat(
  signal: AbortSignal,
  pauseMs: () => number,
  work: () => Promise<void> | void,
  failed: (error: unknown) => void,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await work();
    } catch (error) {
      failed(error);
    }
    // The only way that this sleep rejects is the abort, which the loop's condition sees.
    await sleep(pauseMs(), undefined, { signal, ref: false }).catch(() => undefined);
  }
}

/** The same at a pace that stays. */
export function every(
  signal: AbortSignal,
  ms: number,
  work: () => Promise<void> | void,
  failed: (error: unknown) => void,
): Promise<void> {
  return repeat(signal, () => ms, work, failed);
}

const LONGEST_PAUSE_MS = 15_000;

/** Work that takes at most a tenth of the time: after a slow round the pause is longer than `minimumMs`. */
export function paced(
  minimumMs: number,
  work: () => Promise<void>,
  nowMs: () => number,
): { readonly work: () => Promise<void>; readonly pauseMs: () => number } {
  let tookMs = 0;
  return {
    pauseMs: () => Math.max(minimumMs, Math.min(LONGEST_PAUSE_MS, tookMs * 9)),
    async work() {
      const startedMs = nowMs();
      try {
        await work();
      } finally {
        tookMs = nowMs() - startedMs;
      }
    },
  };
}

/** Repeats `work` every `minimumMs`, less often where it takes long. */
export async function repeatPaced(
  signal: AbortSignal,
  minimumMs: number,
  work: () => Promise<void>,
  failed: (error: unknown) => void,
): Promise<void> {
  const round = paced(minimumMs, work, () => performance.now());
  await repeat(signal, round.pauseMs, round.work, failed);
}
