'use client';

import { useCallback, useEffect, useMemo, useState } from 'react';
import { apiGet, type ApiError } from '@/components/live/api';
import { openFeed } from '@/components/live/open-feed';
import { useLive } from '@/components/live/use-live';
import { toApiError } from '@/components/tasks/use-task-list';
import type { TimeShown } from '@/components/time/time-window';
import type { LanesView } from '@/lib/api/views';
import { relativeSeconds } from '@/lib/tasks/period';
import { mergeLaneRuns, toLaneRuns, type LaneRuns } from '@/lib/workers/lane-runs';

const EVERY_SECONDS = 2;
/** The store is a moment behind, and an event may be late. */
const OVERLAP_SECONDS = 20;
/** As many as one answer may have. */
const MOST_RUNS = 40_000;

export interface LanesData {
  /** null until the first answer. */
  readonly lanes: LaneRuns | null;
  readonly error: ApiError | null;
  readonly retry: () => void;
}

interface Read {
  readonly key: string;
  readonly lanes: LaneRuns | null;
  readonly error: ApiError | null;
}

/** What ran in a time, once for fixed ends; of a period the whole first, then what is new at the reader's pace. */
export function useLanesData(time: Pick<TimeShown, 'text' | 'ends'>, worker: string | null): LanesData {
  const { pace, pausedAt } = useLive();
  const [round, setRound] = useState(0);
  const { from: first, to: last } = time.ends ?? { from: null, to: null };
  const length = relativeSeconds(time.text.from);
  const key = JSON.stringify([time.text, worker, round]);
  const [read, setRead] = useState<Read>({ key: '', lanes: null, error: null });
  const paused = pausedAt !== null;
  const everySeconds = Math.max(EVERY_SECONDS, pace ?? 0);

  useEffect(() => {
    const controller = new AbortController();
    const ask = async (from: number, to: number): Promise<LaneRuns> =>
      toLaneRuns(await apiGet<LanesView>('/api/v1/lanes', { from, to, worker }, controller.signal));
    const now = () => openFeed().clock.now();
    const beginning = () => (first !== null ? first : now() - (length ?? 0));
    const fail = (failure: unknown) => {
      if (controller.signal.aborted) return;
      const error = toApiError(failure);
      setRead((before) => ({ key, lanes: before.key === key ? before.lanes : null, error }));
    };
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = (known: LaneRuns) => {
      if (first !== null || paused) return;
      timer = setTimeout(() => void more(known), everySeconds * 1000);
    };
    const more = async (known: LaneRuns): Promise<void> => {
      let merged = known;
      // A hidden tab costs nothing; what it missed comes with the next answer.
      if (document.visibilityState === 'visible') {
        try {
          const newest = await ask(Math.max(beginning(), known.knownTo - OVERLAP_SECONDS), now());
          merged = mergeLaneRuns(known, newest, beginning(), MOST_RUNS);
          setRead({ key, lanes: merged, error: null });
        } catch (failure) {
          fail(failure);
        }
      }
      if (!controller.signal.aborted) again(merged);
    };
    ask(beginning(), last ?? now())
      .then((lanes) => {
        setRead({ key, lanes, error: null });
        again(lanes);
      })
      .catch(fail);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [key, first, last, length, worker, paused, everySeconds]);

  const retry = useCallback(() => setRound((before) => before + 1), []);
  return useMemo(() => {
    const current = read.key === key;
    // The lanes of the time before stay until those of the next are there.
    return { lanes: read.lanes, error: current ? read.error : null, retry };
  }, [read, key, retry]);
}
