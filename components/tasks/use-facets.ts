'use client';

import { useCallback, useEffect, useState } from 'react';
import { apiGet, type ApiError } from '@/components/live/api';
import { openFeed } from '@/components/live/open-feed';
import { useLive } from '@/components/live/use-live';
import type { TaskFacets } from '@/lib/api/views';
import { toApiError } from './use-task-list';

const REFRESH_SECONDS = 5;

export interface Facets {
  /** The last ones read, also while those of a new filter are on their way. */
  readonly value: TaskFacets | null;
  readonly error: ApiError | null;
  readonly retry: () => void;
}

interface Read {
  readonly value: TaskFacets | null;
  readonly error: ApiError | null;
}

/** Counts per value, read again every few seconds while the page is seen and not paused. */
export function useFacets(q: string, from: string, to: string): Facets {
  const [read, setRead] = useState<Read>({ value: null, error: null });
  const [round, setRound] = useState(0);
  const { pace } = useLive();
  const everySeconds = Math.max(REFRESH_SECONDS, pace ?? 0);
  useEffect(() => {
    const controller = new AbortController();
    const ask = () => {
      apiGet<TaskFacets>('/api/v1/tasks/facets', { q, from, to }, controller.signal)
        .then((value) => setRead({ value, error: null }))
        .catch((error: unknown) => {
          if (controller.signal.aborted) return;
          const failure = toApiError(error);
          setRead((before) => ({ ...before, error: failure }));
        });
    };
    ask();
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible' && openFeed().pausedAt() === null) ask();
    }, everySeconds * 1000);
    return () => {
      clearInterval(timer);
      controller.abort();
    };
  }, [q, from, to, round, everySeconds]);
  const retry = useCallback(() => setRound((before) => before + 1), []);
  return { ...read, retry };
}
