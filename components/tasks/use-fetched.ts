'use client';

import { useCallback, useEffect, useState } from 'react';
import { apiGet, type ApiError, type QueryParams } from '@/components/live/api';
import { toApiError } from './use-task-list';

export interface Fetched<T> {
  readonly value: T | null;
  readonly error: ApiError | null;
  readonly loading: boolean;
  readonly again: () => void;
}

/** One GET, asked again when `path`, the parameters or `revision` change; null as path asks nothing. */
export function useFetched<T>(
  path: string | null,
  params: QueryParams = {},
  revision: string | number = 0,
): Fetched<T> {
  const wanted = path === null ? null : `${path}?${JSON.stringify(params)}`;
  const [state, setState] = useState<{ key: string | null; value: T | null; error: ApiError | null }>({
    key: null,
    value: null,
    error: null,
  });
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (path === null || wanted === null) return;
    const controller = new AbortController();
    const asked = JSON.parse(wanted.slice(path.length + 1)) as QueryParams;
    apiGet<T>(path, asked, controller.signal)
      .then((value) => setState({ key: wanted, value, error: null }))
      .catch((error: unknown) => {
        if (controller.signal.aborted) return;
        const failure = toApiError(error);
        setState((before) => ({ key: wanted, value: before.key === wanted ? before.value : null, error: failure }));
      });
    return () => controller.abort();
  }, [path, wanted, revision, round]);
  const again = useCallback(() => setRound((before) => before + 1), []);
  const known = state.key === wanted;
  return {
    value: known ? state.value : null,
    error: known ? state.error : null,
    loading: wanted !== null && !known,
    again,
  };
}
