import { formatClock, formatDuration } from './format';
import type { Message } from './message';

export interface RenderOptions {
  /** UTC on the server, the reader's own in the browser. */
  readonly timeZone?: string;
  /** Epoch seconds; lets times of today stand without their date. */
  readonly now?: number;
}

/** The values of a message as a reader sees them; the others go to ICU as they are. */
export function displayValues(
  message: Message,
  locale: string,
  options: RenderOptions = {},
): Record<string, string | number> {
  const clock = { timeZone: options.timeZone ?? 'UTC', now: options.now, locale };
  return Object.fromEntries(
    Object.entries(message.values).map(([name, value]) => {
      if (typeof value !== 'number') return [name, value];
      if (name.endsWith('Seconds')) return [name, formatDuration(value, locale)];
      return [name, /(^at|At)$/.test(name) ? formatClock(value, clock) : value];
    }),
  );
}
