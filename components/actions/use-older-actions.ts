'use client';

import { useState } from 'react';
import type { ActionsView } from '@/lib/api/views';
import type { Action } from '@/lib/cluster/action';
import { ApiError, apiGet } from '../live/api';

interface OlderActions {
  readonly actions: readonly Action[];
  readonly loading: boolean;
  readonly error: ApiError | null;
  /** null when there is no more. */
  readonly loadMore: (() => void) | null;
}

/** The pages behind the live first one; `firstCursor` is where that ends. */
export function useOlderActions(firstCursor: string | null): OlderActions {
  const [pages, setPages] = useState<readonly ActionsView[]>([]);
  const [loading, setLoading] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const last = pages.at(-1);
  const cursor = last ? last.nextCursor : firstCursor;
  const load = async (from: string) => {
    setLoading(true);
    setError(null);
    try {
      const page = await apiGet<ActionsView>('/api/v1/actions', { cursor: from });
      setPages((before) => [...before, page]);
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      setError(cause);
    } finally {
      setLoading(false);
    }
  };
  return {
    actions: pages.flatMap((page) => page.actions),
    loading,
    error,
    loadMore: cursor === null ? null : () => void load(cursor),
  };
}
