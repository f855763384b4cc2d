'use client';

import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { viewKey, type ViewName, type Views } from '@/lib/feed/protocol';
import { openFeed } from './open-feed';
import { LOADING, type ViewState } from './view-entry';

export interface ViewOptions {
  /** Goes on at once whatever the reader's pace or pause: for what tells the state of the connection itself. */
  readonly evenPaused?: boolean;
}

export interface LiveView<T> extends ViewState<T> {
  /** Asks again after a failure. */
  readonly retry: () => void;
}

/** The live value of a view. All readers of the same view and parameters share one subscription. */
export function useView<N extends ViewName>(
  view: N,
  params: Views[N]['params'],
  { evenPaused = false }: ViewOptions = {},
): LiveView<Views[N]['value']> {
  const key = viewKey(view, params);
  // The parameters as their key tells them: a new object with the same content is the same view.
  const stable = useMemo(() => paramsOfKey(key), [key]);
  const subscribe = useCallback(
    (listener: () => void) => openFeed().subscribe(view, stable, listener, evenPaused),
    [view, stable, evenPaused],
  );
  const read = useCallback(() => {
    const feed = openFeed();
    return evenPaused ? feed.readLatest(key) : feed.read(key);
  }, [key, evenPaused]);
  const state = useSyncExternalStore(subscribe, read, () => LOADING);
  const retry = useCallback(() => openFeed().retry(view, stable), [view, stable]);
  return useMemo(() => ({ ...(state as ViewState<Views[N]['value']>), retry }), [state, retry]);
}

function paramsOfKey(key: string): Readonly<Record<string, string>> {
  return Object.fromEntries(new URLSearchParams(key.slice(key.indexOf('?') + 1)));
}
