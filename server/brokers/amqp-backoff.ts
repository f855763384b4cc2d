const FIRST_MS = 250;
const CAP_MS = 10_000;

/** Milliseconds to wait before the n-th try (from 1): doubling, capped, and spread so that many clients don't march in step. */
export function backoffMs(attempt: number, random: number): number {
  const full = Math.min(CAP_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 20));
  return Math.round(full * (0.5 + random / 2));
}
