'use client';

import { useMemo } from 'react';
import { useLocale } from 'use-intl';
import type { Count } from '@/lib/api/views';
import {
  formatAge,
  formatBytes,
  formatClock,
  formatCount,
  formatDuration,
  formatEstimate,
  formatInstant,
  formatRate,
  formatShare,
  formatTotal,
} from '@/lib/i18n/format';
import { useNow } from '../live/use-now';
import { usePreference } from './preferences';

// Asking for it makes a formatter, which is dear in a table of hundreds of times.
let cachedZone: string | null = null;
function localTimeZone(): string {
  cachedZone ??= Intl.DateTimeFormat().resolvedOptions().timeZone;
  return cachedZone;
}

/** The zone in which times are shown: the reader's own, or UTC. */
export function useTimeZone(): string {
  const [choice] = usePreference('timeZone');
  return choice === 'utc' ? 'UTC' : localTimeZone();
}

/** The formats of `lib/i18n/format.ts` in the reader's language and zone. */
export function useFormat() {
  const locale = useLocale();
  const timeZone = useTimeZone();
  // Only the day matters, to leave the date of today out.
  const now = useNow({ everyMs: 30_000, evenPaused: true });
  return useMemo(
    () => ({
      duration: (seconds: number) => formatDuration(seconds, locale),
      estimate: (seconds: number) => formatEstimate(seconds, locale),
      age: (seconds: number, options: { readonly precise?: boolean } = {}) =>
        formatAge(seconds, { ...options, locale }),
      count: (value: number, options: { readonly exact?: boolean } = {}) => formatCount(value, { ...options, locale }),
      total: (count: Count) => formatTotal(count, locale),
      rate: (perSecond: number) => formatRate(perSecond, locale),
      share: (ratio: number) => formatShare(ratio),
      bytes: (bytes: number) => formatBytes(bytes, locale),
      clock: (at: number) => formatClock(at, { timeZone, now, locale }),
      instant: (at: number) => formatInstant(at, { timeZone, locale }),
    }),
    [locale, timeZone, now],
  );
}
