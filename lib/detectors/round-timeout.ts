/** Timeouts that people set, seconds: kombu's default of an hour and up. */
const ROUND_TIMEOUTS = [3600, 7200, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800];
const HEADROOM = 1.5;

/** A timeout that leaves room above what was seen. */
export function roundTimeout(seenSeconds: number): number {
  const seconds = seenSeconds * HEADROOM;
  return ROUND_TIMEOUTS.find((timeout) => timeout >= seconds) ?? Math.ceil(seconds / 86_400) * 86_400;
}
