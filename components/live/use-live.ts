'use client';

import { useCallback, useSyncExternalStore } from 'react';
import type { Connection } from './feed';
import { openFeed } from './open-feed';

const CONNECTING: Connection = { state: 'connecting', since: 0 };

export interface Live {
  readonly connection: Connection;
  /** When the reader paused the pages, epoch seconds of the server; null while live. */
  readonly pausedAt: number | null;
  readonly setPaused: (paused: boolean) => void;
}

/** The state of the connection and the global pause. */
export function useLive(): Live {
  const watch = useCallback((listener: () => void) => openFeed().watch(listener), []);
  const connection = useSyncExternalStore(
    watch,
    () => openFeed().connection(),
    () => CONNECTING,
  );
  const pausedAt = useSyncExternalStore(
    watch,
    () => openFeed().pausedAt(),
    () => null,
  );
  const setPaused = useCallback((paused: boolean) => openFeed().setPaused(paused), []);
  return { connection, pausedAt, setPaused };
}
