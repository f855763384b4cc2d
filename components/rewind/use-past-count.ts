'use client';

import type { PastView } from '@/lib/api/past-view';
import { useFormat } from '../ui/use-format';
import { pastNumber } from './past-number';

/** Formats a count of the past; null is not known. */
export function usePastCount(past: PastView): (value: number | null) => string | null {
  const format = useFormat();
  return (value) => {
    const known = pastNumber(past, value);
    if (known === null) return null;
    return (known.atLeast ? '≥\u00a0' : '') + format.count(known.value);
  };
}
