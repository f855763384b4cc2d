import { parseDuration } from '../query/duration';
import { parseTime } from '../query/time';

/** The time of a list, as it stands in the URL: relative texts stay relative, so that a shared link means the same. */
export interface PeriodText {
  readonly from: string;
  readonly to: string;
}

export const PERIODS = ['-15m', '-1h', '-6h', '-24h', '-7d'] as const;
export const DEFAULT_PERIOD: PeriodText = { from: '-1h', to: '' };

/** Length in seconds of `-1h`; null for anything else. */
export function relativeSeconds(text: string): number | null {
  return /^-\d+[a-z]/.test(text) ? parseDuration(text.slice(1)) : null;
}

/** Seconds of a period that ends now; null when it is open or has fixed ends. */
export function periodSeconds(period: PeriodText): number | null {
  return period.to === '' || period.to === 'now' ? relativeSeconds(period.from) : null;
}

/** Fixes relative ends to a moment: what an action works on must not move while it is confirmed. */
export function freezePeriod(period: PeriodText, now: number): { readonly from: string; readonly to: string } {
  const freeze = (text: string, otherwise: string) => {
    if (text === 'now') return String(now);
    const back = relativeSeconds(text);
    return back === null ? text || otherwise : String(now - back);
  };
  return { from: freeze(period.from, ''), to: freeze(period.to, String(now)) };
}

/**
 * The time of the same length before (-1) or after (1) a period; null when there is none: it has no length, or it ends
 * now already. One that would reach into the future ends now.
 */
export function steppedPeriod(period: PeriodText, by: -1 | 1, now: number): PeriodText | null {
  const frozen = freezePeriod(period, Math.floor(now));
  const [from, to] = [parseTime(frozen.from, now), parseTime(frozen.to, now)];
  if (from === null || to === null || from >= to) return null;
  const length = to - from;
  if (by === -1) return { from: String(from - length), to: String(from) };
  if (to >= Math.floor(now)) return null;
  const next = Math.min(to + length, Math.floor(now));
  return { from: String(next - length), to: String(next) };
}

/** Epoch seconds of what a `datetime-local` field holds, in the machine's own time or in UTC; null when it is none. */
export function inputSeconds(text: string, utc: boolean): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(text)) return null;
  const at = new Date(utc ? `${text}Z` : text).getTime();
  return Number.isNaN(at) ? null : at / 1000;
}

/** `2026-11-21T14:02:13`, as a `datetime-local` field takes it. */
export function inputText(at: number, utc: boolean): string {
  const offset = utc ? 0 : new Date(at * 1000).getTimezoneOffset() * 60;
  return new Date((Math.floor(at) - offset) * 1000).toISOString().slice(0, 19);
}
