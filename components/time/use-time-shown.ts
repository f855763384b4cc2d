'use client';

import { parseAsString, useQueryStates } from 'nuqs';
import { useCallback, useMemo, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { DEFAULT_PERIOD, steppedPeriod, type PeriodText } from '@/lib/tasks/period';
import { useShortcuts } from '../layout/use-shortcuts';
import { openFeed } from '../live/open-feed';
import { useFormat } from '../ui/use-format';
import { shortClock } from './short-clock';
import { fixedText, timeShown, type TimeShown } from './time-window';

export interface TimeChoice extends TimeShown {
  readonly choose: (text: PeriodText) => void;
  readonly zoom: (from: number, to: number) => void;
  /** Back to the period from before; null while one is shown. */
  readonly back: (() => void) | null;
}

/** The time of a page in its URL, with `[` and `]` for the one before and after. */
export function useTimeShown(usual: PeriodText = DEFAULT_PERIOD): TimeChoice {
  const parsers = useMemo(
    () => ({ from: parseAsString.withDefault(usual.from), to: parseAsString.withDefault(usual.to) }),
    [usual],
  );
  const [{ from, to }, setState] = useQueryStates(parsers, { history: 'push', clearOnDefault: true });
  const shown = useMemo(() => timeShown({ from, to }, usual), [from, to, usual]);
  const lastPeriod = useRef<PeriodText>(usual);
  const choose = useCallback(
    (text: PeriodText) => {
      // A period is gone back to; of fixed ends there may be many in a row.
      if (shown.period !== null) lastPeriod.current = shown.text;
      void setState(text);
    },
    [shown, setState],
  );
  const zoom = useCallback((first: number, last: number) => choose(fixedText(first, last)), [choose]);
  const back = useCallback(() => choose(lastPeriod.current), [choose]);
  useStepKeys(shown.text, choose);
  return useMemo(
    () => ({ ...shown, choose, zoom, back: shown.period === null ? back : null }),
    [shown, choose, zoom, back],
  );
}

/** `[` shows the time before, `]` the one after. */
export function useStepKeys(text: PeriodText, choose: (text: PeriodText) => void): void {
  const step = (by: -1 | 1) => {
    const next = steppedPeriod(text, by, openFeed().clock.now());
    if (next !== null) choose(next);
  };
  useShortcuts({ '[': () => step(-1), ']': () => step(1) });
}

/** The time of a page in words: `1 h`, `14:02:00 to 14:20:00`. */
export function useTimeWords(): (shown: Pick<TimeShown, 'period' | 'ends'>) => string {
  const t = useTranslations('common.time');
  const format = useFormat();
  return ({ period, ends }) => {
    if (period !== null) return t(`period.${period}`);
    // Seconds say nothing of whole minutes.
    const clock = (at: number) => (at % 60 === 0 ? shortClock(format.clock(at)) : format.clock(at));
    return ends === null ? '' : t('fromTo', { from: clock(ends.from), to: clock(ends.to) });
  };
}
