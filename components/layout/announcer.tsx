'use client';

import { useEffect, useState } from 'react';

// A screen reader that is interrupted more often is of no use.
const EVERY_MS = 10_000;

const listeners = new Set<(text: string) => void>();

/** Says something politely, at most once in ten seconds; what comes in between is replaced by the newest. */
export function announce(text: string): void {
  for (const listener of listeners) listener(text);
}

/** The page's polite live region. */
export function Announcer() {
  const [text, setText] = useState('');
  useEffect(() => {
    let saidAt = Number.NEGATIVE_INFINITY;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const say = (next: string) => {
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(
        () => {
          saidAt = performance.now();
          setText(next);
        },
        Math.max(0, saidAt + EVERY_MS - performance.now()),
      );
    };
    listeners.add(say);
    return () => {
      listeners.delete(say);
      if (timer !== null) clearTimeout(timer);
    };
  }, []);
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {text}
    </div>
  );
}
