'use client';

import type { StatusView } from '@/lib/api/page-views';
import { useView } from '../live/use-view';

const NO_PARAMS = {};

/** The status of the whole, which goes on while the pages are paused. */
export function useStatus(): StatusView | undefined {
  return useView('status', NO_PARAMS, { evenPaused: true }).value;
}

/** Who looks is told of some queues and task types only, so that an empty list proves nothing. */
export function useIsBounded(): boolean {
  return useStatus()?.user.isBounded === true;
}

/** Why there is no status: the sentence of a server that has never heard a collector. */
export function useNoCollector(): string | null {
  const { value, error } = useView('status', NO_PARAMS, { evenPaused: true });
  return value === undefined && error?.code === 'no_collector' ? error.message : null;
}
