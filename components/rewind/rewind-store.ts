'use client';

import { useSyncExternalStore } from 'react';

/** What the frame around the pages knows of a rewound page. */
export interface RewindState {
  /** The second that is shown; null: the present, or a page that can't be rewound. */
  readonly at: number | null;
  /** Back to the present; null while it is shown. */
  readonly back: (() => void) | null;
  /** Begins to look back; null where that can't be done. */
  readonly begin: (() => void) | null;
}

const NOWHERE: RewindState = { at: null, back: null, begin: null };

let state = NOWHERE;
const listeners = new Set<() => void>();

/** Told by the page that is shown; returns what ends that. */
export function tellRewind(next: RewindState): () => void {
  set(next);
  return () => {
    if (state === next) set(NOWHERE);
  };
}

function set(next: RewindState): void {
  state = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Whether the page that is shown is of the past. */
export function useRewindState(): RewindState {
  return useSyncExternalStore(
    subscribe,
    () => state,
    () => NOWHERE,
  );
}
