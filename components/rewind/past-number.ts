import type { PastView } from '@/lib/api/past-view';

/**
 * What is said of a number of the past: all of it, `≥` what was seen although nobody watched, or nothing at all, for
 * nothing seen is not zero then.
 */
export function pastNumber(past: Pick<PastView, 'unknown'>, value: number | null): PastNumber | null {
  if (value === null || (past.unknown !== null && value === 0)) return null;
  return { value, atLeast: past.unknown !== null };
}

export interface PastNumber {
  readonly value: number;
  readonly atLeast: boolean;
}
