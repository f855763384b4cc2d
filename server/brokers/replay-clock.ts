import { sleep } from './sleep';

/** The wall clock and waiting, so that the pace of a replay can be tested without waiting. */
export interface ReplayClock {
  /** Epoch seconds. */
  now(): number;
  wait(seconds: number, signal: AbortSignal): Promise<void>;
  /** Lets everything else have its turn. */
  breathe(): Promise<void>;
}

export const wallClock: ReplayClock = {
  now: () => Date.now() / 1000,
  wait: (seconds, signal) => sleep(seconds * 1000, signal),
  breathe: () => new Promise((resolve) => setImmediate(resolve)),
};

export interface RecordingSpan {
  readonly firstAt: number;
  readonly lastAt: number;
}

/**
 * Seconds to add to every recorded time so that the events look as if they happened now. At the recorded speed, and
 * slower, the first one happens at the start; faster, the last one happens when the replay ends, so that no event lies
 * in the future.
 */
export function offsetFor(span: RecordingSpan, speed: number, startedAt: number): number {
  if (speed > 0 && speed <= 1) return startedAt - span.firstAt;
  const seconds = speed === 0 ? 0 : (span.lastAt - span.firstAt) / speed;
  return startedAt + seconds - span.lastAt;
}
