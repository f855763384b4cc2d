'use client';

import { useCallback, useSyncExternalStore } from 'react';

/** Whether a media query holds; false before the page has run. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(query).matches,
    () => false,
  );
}

/** Below it tables become cards (`--breakpoint-md`). */
export const useIsPhone = () => useMedia('(max-width: 47.99rem)');
/** From it the facets stand beside the list (`--breakpoint-xl`). */
export const useIsWide = () => useMedia('(min-width: 80rem)');
