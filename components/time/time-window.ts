import type { Period } from '@/lib/api/views';
import type { WindowParams } from '@/lib/feed/protocol';
import { parseTime } from '@/lib/query/time';
import { DEFAULT_PERIOD, type PeriodText } from '@/lib/tasks/period';

export const PERIODS = ['15m', '1h', '6h', '24h', '7d'] as const satisfies readonly Period[];

/** The time that a page's charts and sums are of. */
export interface TimeShown {
  /** As it stands in the URL, of this page and of the lists that it links to. */
  readonly text: PeriodText;
  /** As the server's views take it. */
  readonly params: WindowParams;
  /** null: it has fixed ends. */
  readonly period: Period | null;
  readonly ends: { readonly from: number; readonly to: number } | null;
}

const LAST_HOUR: TimeShown = { text: DEFAULT_PERIOD, params: { period: '1h' }, period: '1h', ends: null };

/** What `from` and `to` of a URL mean to charts; anything else is what the page usually shows. */
export function timeShown(text: PeriodText, usual: PeriodText = DEFAULT_PERIOD): TimeShown {
  const shown = periodShown(text);
  if (shown !== null) return shown;
  const [from, to] = [fixedTime(text.from), fixedTime(text.to)];
  if (from === null || to === null || from >= to) return periodShown(usual) ?? LAST_HOUR;
  return { text, params: { from: String(from), to: String(to) }, period: null, ends: { from, to } };
}

function periodShown({ from, to }: PeriodText): TimeShown | null {
  const period = PERIODS.find((known) => from === `-${known}`);
  if (period === undefined || (to !== '' && to !== 'now')) return null;
  return { text: { from, to: '' }, params: { period }, period, ends: null };
}

// Relative ends other than the periods would move under the reader's eyes.
function fixedTime(text: string): number | null {
  if (text === 'now' || /^[-+]/.test(text)) return null;
  const at = parseTime(text, 0);
  return at === null ? null : Math.round(at);
}

/** Two fixed ends as they stand in the URL. */
export function fixedText(from: number, to: number): PeriodText {
  return { from: String(Math.round(from)), to: String(Math.round(to)) };
}
