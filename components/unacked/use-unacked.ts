'use client';

import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';
import { useNow } from '@/components/live/use-now';
import { useFetched, type Fetched } from '@/components/tasks/use-fetched';
import type { InFlightList } from '@/lib/queues/in-flight-list';

const REFRESH_SECONDS = 3;
export const SHOWN = ['all', 'abandoned', 'held', 'unknown'] as const;

const FILTER = {
  show: parseAsStringLiteral(SHOWN).withDefault('all'),
  /** Empty: all queues. */
  queue: parseAsString.withDefault(''),
};

/** Which messages the URL asks for. */
export function useUnackedUrl() {
  return useQueryStates(FILTER, { history: 'push' });
}

/** What is in flight, read again every few seconds while the page is live. */
export function useUnacked(queue: string): Fetched<InFlightList> {
  const round = Math.floor(useNow({ everyMs: REFRESH_SECONDS * 1000 }) / REFRESH_SECONDS);
  return useFetched<InFlightList>('/api/v1/unacked', { queue, limit: 500 }, round);
}
