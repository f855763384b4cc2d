'use client';

import { parseAsString, useQueryState } from 'nuqs';
import { useCallback, useEffect, useMemo } from 'react';
import { parseTime } from '@/lib/query/time';
import { openFeed } from '../live/open-feed';
import { tellRewind } from './rewind-store';

/** The first step back: what has just been on the screen. */
const FIRST_STEP_SECONDS = 60;

export interface Rewind {
  /** The second that is shown; null: the present. */
  readonly at: number | null;
  readonly goTo: (at: number) => void;
  readonly begin: () => void;
  readonly live: () => void;
}

/** A second in the past in the URL of a page (`at=`). */
export function useRewind(): Rewind {
  const [text, setText] = useQueryState('at', parseAsString.withOptions({ history: 'push' }));
  // A relative time would be another one with each look; it is fixed as soon as it is read.
  const relative = text !== null && /^(now$|[-+])/.test(text);
  const at = text === null || relative ? null : parseTime(text, 0);
  useEffect(() => {
    if (text === null) return;
    const now = openFeed().clock.now();
    const fixed = parseTime(text, now);
    // What is no time, or none that has been, is the present.
    const next = fixed === null || fixed < 0 || fixed >= now ? null : String(Math.floor(fixed));
    if (next === null || relative) void setText(next, { history: 'replace' });
  }, [text, relative, setText]);
  const goTo = useCallback(
    (next: number) => {
      const now = Math.floor(openFeed().clock.now());
      // Steps of the slider are many; the way back is one.
      void setText(next >= now ? null : String(Math.floor(next)), { history: at === null ? 'push' : 'replace' });
    },
    [setText, at],
  );
  const begin = useCallback(() => goTo(openFeed().clock.now() - FIRST_STEP_SECONDS), [goTo]);
  const live = useCallback(() => void setText(null), [setText]);
  useEffect(
    () => tellRewind(at === null ? { at: null, back: null, begin } : { at, back: live, begin: null }),
    [at, begin, live],
  );
  return useMemo(() => ({ at, goTo, begin, live }), [at, goTo, begin, live]);
}
