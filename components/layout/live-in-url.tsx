'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { openFeed } from '../live/open-feed';
import { DEFAULT_LIVE } from '../ui/page-defaults';
import { choiceOf, LIVE_CHOICES, useLiveChoice } from './live-choice';

const NAME = 'live';

/**
 * Keeps the reader's choice in the URL of every page, so that reload and a shared link show the same. A link that was
 * opened is followed; from then on the choice goes along from page to page, whose own links do not have it.
 */
export function LiveInUrl() {
  const inUrl = useSearchParams().get(NAME);
  const pathname = usePathname();
  const { choice, choose } = useLiveChoice();
  const followed = useRef(false);
  useEffect(() => {
    if (!followed.current) choose(LIVE_CHOICES.find((known) => known === inUrl) ?? DEFAULT_LIVE);
    followed.current = true;
    // What was just chosen is not yet in `choice`.
    const feed = openFeed();
    const now = choiceOf({ pausedAt: feed.pausedAt(), pace: feed.pace() });
    // Next's own copy of the address lags behind one that was written while it changed pages.
    const url = new URL(window.location.href);
    if ((url.searchParams.get(NAME) ?? DEFAULT_LIVE) === now) return;
    if (now === DEFAULT_LIVE) url.searchParams.delete(NAME);
    else url.searchParams.set(NAME, now);
    window.history.replaceState(window.history.state, '', url);
  }, [inUrl, choice, choose, pathname]);
  return null;
}
