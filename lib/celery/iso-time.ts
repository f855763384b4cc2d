const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|z|[+-]\d{2}(?::?\d{2})?(?::?\d{2})?)?$/;

const MAX_DATE_SECONDS = 8.64e12;

/** ISO 8601 → epoch seconds; without an offset it is read as UTC, as Celery before 5.4 means it. null when it is none. */
export function decodeIsoTime(value: unknown): number | null {
  // Beyond the years that JavaScript's Date can write, a number is no time.
  if (typeof value === 'number') return Math.abs(value) <= MAX_DATE_SECONDS ? value : null;
  if (typeof value !== 'string' || value.length > 64) return null;
  const match = ISO.exec(value.trim());
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, fraction, offset] = match;
  const ms = Date.UTC(int(year), int(month) - 1, int(day), int(hour), int(minute), int(second));
  // JavaScript keeps milliseconds only, Python writes microseconds.
  const seconds = ms / 1000 + (fraction === undefined ? 0 : Number(`0.${fraction}`));
  return Number.isFinite(seconds) ? seconds - offsetSeconds(offset) : null;
}

/** Epoch seconds as Python writes an aware time. */
export function toIsoTime(at: number): string {
  return new Date(at * 1000).toISOString().replace('Z', '+00:00');
}

function int(digits: string | undefined): number {
  return digits === undefined ? 0 : Number.parseInt(digits, 10);
}

function offsetSeconds(offset: string | undefined): number {
  if (offset === undefined || offset === 'Z' || offset === 'z') return 0;
  const digits = offset.slice(1).replaceAll(':', '');
  const total = int(digits.slice(0, 2)) * 3600 + int(digits.slice(2, 4) || '0') * 60 + int(digits.slice(4, 6) || '0');
  return offset.startsWith('-') ? -total : total;
}
