'use client';

import { useCallback, useEffect, useState } from 'react';
import { apiGet, type ApiError } from '@/components/live/api';
import { toApiError } from '@/components/tasks/use-task-list';
import type { ItemOutcome, JobItem, JobItemsView } from '@/lib/jobs/job';

export type ItemFilter = ItemOutcome | 'waiting' | 'all';

interface JobItems {
  /** null before the first page is there. */
  readonly items: readonly JobItem[] | null;
  readonly error: ApiError | null;
  /** null where there is no more. */
  readonly loadMore: (() => void) | null;
  readonly again: () => void;
}

interface Pages {
  readonly key: string;
  readonly pages: readonly JobItemsView[];
  readonly error: ApiError | null;
}

const ITEMS_A_PAGE = 100;

/** Tasks of a job, a page at a time. While only the first page is shown it is read again with each `settled`. */
export function useJobItems(job: string, filter: ItemFilter, settled: number): JobItems {
  const key = `${job} ${filter}`;
  const [state, setState] = useState<Pages>({ key, pages: [], error: null });
  const [round, setRound] = useState(0);
  const current = state.key === key ? state : { key, pages: [], error: null };
  const isDeep = current.pages.length > 1;
  const version = isDeep ? 0 : settled;
  useEffect(() => {
    if (isDeep) return;
    const controller = new AbortController();
    read(job, filter, null, controller.signal)
      .then((page) => setState({ key, pages: [page], error: null }))
      .catch((error: unknown) => {
        if (!controller.signal.aborted) setState({ key, pages: [], error: toApiError(error) });
      });
    return () => controller.abort();
  }, [job, filter, key, isDeep, version, round]);
  const again = useCallback(() => setRound((before) => before + 1), []);
  const cursor = current.pages.at(-1)?.nextCursor ?? null;
  const load = (from: string): void => {
    read(job, filter, from)
      .then((page) => setState((before) => ({ ...before, pages: [...before.pages, page], error: null })))
      .catch((error: unknown) => {
        const failure = toApiError(error);
        setState((before) => ({ ...before, error: failure }));
      });
  };
  return {
    items: current.pages.length === 0 ? null : current.pages.flatMap(({ items }) => items),
    error: current.error,
    loadMore: cursor === null ? null : () => load(cursor),
    again,
  };
}

function read(job: string, filter: ItemFilter, cursor: string | null, signal?: AbortSignal): Promise<JobItemsView> {
  const outcome = filter === 'all' ? null : filter;
  return apiGet<JobItemsView>(`/api/v1/jobs/${job}/items`, { outcome, cursor, limit: ITEMS_A_PAGE }, signal);
}
