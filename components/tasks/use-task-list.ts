'use client';

import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { ApiError, apiGet } from '@/components/live/api';
import { openFeed } from '@/components/live/open-feed';
import { useView } from '@/components/live/use-view';
import type { TaskPage } from '@/lib/api/views';
import type { Views } from '@/lib/feed/protocol';
import { reduceLiveTable, type LiveTable, type LiveTableEvent } from '@/lib/tasks/live-table';

export const PAGE_ROWS = 100;

export interface ListQuery {
  readonly q: string;
  readonly from: string;
  readonly to: string;
  readonly sort: string;
}

export interface TaskList {
  /** null until the first page is there. */
  readonly table: LiveTable | null;
  /** False while the rows shown are still of the query before. */
  readonly current: boolean;
  readonly view: ReturnType<typeof useView<'tasks'>>;
  readonly loadNew: () => void;
  readonly reload: () => void;
  readonly loadMore: () => void;
  readonly more: 'idle' | 'loading' | ApiError;
  readonly dispatch: (event: LiveTableEvent) => void;
}

/** The list of a query as the live table keeps it. */
export function useTaskList(query: ListQuery): TaskList {
  const { q, from, to, sort } = query;
  const params = useMemo(
    (): Views['tasks']['params'] => ({ q, from, to, sort, limit: String(PAGE_ROWS) }),
    [q, from, to, sort],
  );
  const key = JSON.stringify(params);
  const view = useView('tasks', params);
  const [table, dispatch] = useReducer(reduceLiveTable, null);
  const [more, setMore] = useState<TaskList['more']>('idle');

  useEffect(() => {
    if (view.value !== undefined) dispatch({ type: 'page', key, page: view.value, at: view.at ?? 0 });
  }, [key, view.value, view.at]);

  const busy = useRef(false);
  const cursor = table?.key === key ? table.cursor : null;
  const loadMore = useCallback(() => {
    if (cursor === null || busy.current) return;
    busy.current = true;
    setMore('loading');
    apiGet<TaskPage>('/api/v1/tasks', { ...params, cursor })
      .then((page) => {
        dispatch({ type: 'more', key, page, at: openFeed().clock.now() });
        setMore('idle');
      })
      .catch((error: unknown) => setMore(toApiError(error)))
      .finally(() => (busy.current = false));
  }, [cursor, key, params]);

  const loadNew = useCallback(() => dispatch({ type: 'load-new', at: openFeed().clock.now() }), []);
  const reload = useCallback(() => dispatch({ type: 'reload' }), []);
  return { table, current: table?.key === key, view, loadNew, reload, loadMore, more, dispatch };
}

/** What a request failed of; anything else is a fault of ours and is thrown on. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  throw error;
}
