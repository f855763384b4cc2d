'use client';

import { useStatus } from '@/components/layout/use-status';

/** Whether arguments and results are shown to this reader. Before that is known nothing is said to be hidden. */
export function useMayRead(): boolean {
  return useStatus()?.user.may.includes('view-arguments') !== false;
}
