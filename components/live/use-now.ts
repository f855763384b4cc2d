'use client';

import { useCallback, useSyncExternalStore } from 'react';
import { openFeed } from './open-feed';

interface Ticker {
  readonly listeners: Set<() => void>;
  timer: ReturnType<typeof setInterval>;
  now: number;
}

const tickers = new Map<number, Ticker>();

export interface NowOptions {
  /** Default 1000. */
  readonly everyMs?: number;
  /** Ticks on while the reader has paused the pages. */
  readonly evenPaused?: boolean;
}

/** Server time in epoch seconds, ticking. While the pages are paused it stands still with them. 0 before the first tick. */
export function useNow({ everyMs = 1000, evenPaused = false }: NowOptions = {}): number {
  const subscribe = useCallback((listener: () => void) => watchTicks(everyMs, listener), [everyMs]);
  const read = useCallback(() => {
    const pausedAt = evenPaused ? null : openFeed().pausedAt();
    return pausedAt ?? tickers.get(everyMs)?.now ?? roundedNow(everyMs);
  }, [everyMs, evenPaused]);
  return useSyncExternalStore(subscribe, read, () => 0);
}

function watchTicks(everyMs: number, listener: () => void): () => void {
  const ticker = tickers.get(everyMs) ?? startTicker(everyMs);
  ticker.listeners.add(listener);
  const unwatch = openFeed().watch(listener);
  return () => {
    unwatch();
    ticker.listeners.delete(listener);
    if (ticker.listeners.size > 0) return;
    clearInterval(ticker.timer);
    tickers.delete(everyMs);
  };
}

function startTicker(everyMs: number): Ticker {
  const ticker: Ticker = {
    listeners: new Set(),
    now: openFeed().clock.now(),
    timer: setInterval(() => {
      if (document.visibilityState !== 'visible') return;
      ticker.now = openFeed().clock.now();
      for (const listener of ticker.listeners) listener();
    }, everyMs),
  };
  tickers.set(everyMs, ticker);
  return ticker;
}

// Before the first subscriber runs, the value must be the same in two calls of one render.
function roundedNow(everyMs: number): number {
  const step = everyMs / 1000;
  return Math.floor(openFeed().clock.now() / step) * step;
}
