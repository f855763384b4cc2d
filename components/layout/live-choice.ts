'use client';

import { useCallback } from 'react';
import { PACES, type Pace } from '@/lib/feed/pace';
import { useLive, type Live } from '../live/use-live';

/** As it stands in the URL; the default stands there as nothing. */
export type LiveChoice = 'live' | `${Pace}s` | 'paused';

export const LIVE_CHOICES: readonly LiveChoice[] = ['live', ...PACES.map((pace) => `${pace}s` as const), 'paused'];

/** The interval of a choice in seconds; null for live and for paused. */
export function paceOfChoice(choice: LiveChoice): Pace | null {
  return PACES.find((pace) => choice === `${pace}s`) ?? null;
}

export function choiceOf({ pausedAt, pace }: Pick<Live, 'pausedAt' | 'pace'>): LiveChoice {
  if (pausedAt !== null) return 'paused';
  return pace === null ? 'live' : `${pace}s`;
}

/** How the reader wants the pages to move. Resuming goes back to the pace from before the pause. */
export function useLiveChoice(): { readonly choice: LiveChoice; readonly choose: (choice: LiveChoice) => void } {
  const live = useLive();
  const { setPaused, setPace } = live;
  const choose = useCallback(
    (next: LiveChoice) => {
      if (next !== 'paused') setPace(paceOfChoice(next));
      setPaused(next === 'paused');
    },
    [setPaused, setPace],
  );
  return { choice: choiceOf(live), choose };
}
