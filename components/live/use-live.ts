'use client';

import { useCallback, useSyncExternalStore } from 'react';
import type { Pace } from '@/lib/feed/pace';
import type { Connection } from './feed';
import { openFeed } from './open-feed';

const CONNECTING: Connection = { state: 'connecting', since: 0 };

export interface Live {
  readonly connection: Connection;
  /** When what is shown was read, epoch seconds of the server, while the reader has paused the pages; else null. */
  readonly pausedAt: number | null;
  readonly setPaused: (paused: boolean) => void;
  /** Seconds between two frames; null is live. */
  readonly pace: Pace | null;
  readonly setPace: (pace: Pace | null) => void;
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
  const pace = useSyncExternalStore(
    watch,
    () => openFeed().pace(),
    () => null,
  );
  const setPaused = useCallback((paused: boolean) => openFeed().setPaused(paused), []);
  const setPace = useCallback((next: Pace | null) => openFeed().setPace(next), []);
  return { connection, pausedAt, setPaused, pace, setPace };
}
