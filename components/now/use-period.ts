'use client';

import { parseAsStringLiteral, useQueryState } from 'nuqs';
import type { Period } from '@/lib/api/views';

export const PERIODS = ['15m', '1h', '6h', '24h', '7d'] as const satisfies readonly Period[];

/** The period of a page's charts and numbers, in its URL. */
export function usePeriod() {
  return useQueryState('period', parseAsStringLiteral(PERIODS).withDefault('1h'));
}
