'use client';

import type { StatusView } from '@/lib/api/views';
import { useView } from '../live/use-view';

const NO_PARAMS = {};

/** The status of the whole, which goes on while the pages are paused. */
export function useStatus(): StatusView | undefined {
  return useView('status', NO_PARAMS, { evenPaused: true }).value;
}
