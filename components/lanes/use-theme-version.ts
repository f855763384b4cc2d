'use client';

import { useSyncExternalStore } from 'react';

let version = 0;

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(() => {
    version += 1;
    listener();
  });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['class'] });
  return () => observer.disconnect();
}

/** Rises when the theme changes: what is drawn has to read its colours anew. */
export function useThemeVersion(): number {
  return useSyncExternalStore(
    subscribe,
    () => version,
    () => 0,
  );
}
