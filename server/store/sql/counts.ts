import type { Count } from '@/lib/api/views';

/** So many matches are counted exactly. */
export const EXACT_UP_TO = 50_000;

/** A count as it is shown: beyond 50,000 it is only said that there are more. */
export function capped(value: number, isWhole: boolean): Count {
  return value > EXACT_UP_TO ? { value: EXACT_UP_TO, exact: false } : { value, exact: isWhole };
}
