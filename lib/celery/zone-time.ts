const DAY_SECONDS = 86_400;

/**
 * The moment at which clocks of a time zone show this: `wall` is what they show, in seconds as if it were UTC. Unknown
 * zones are read as UTC. In the hour that comes twice it is the first, and in the one that is left out the one after it.
 */
export function momentOf(wall: number, timeZone: string | null): number {
  if (timeZone === null || /^(?:UTC|Etc\/UTC|GMT)$/i.test(timeZone)) return wall;
  const format = formatOf(timeZone);
  if (format === null) return wall;
  const before = wall - offsetAt(format, wall - DAY_SECONDS);
  const after = wall - offsetAt(format, wall + DAY_SECONDS);
  return offsetAt(format, before) === wall - before ? before : after;
}

function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    // No zone of that name is known here.
    return null;
  }
}

/** Seconds east of Greenwich at a moment. */
function offsetAt(format: Intl.DateTimeFormat, at: number): number {
  const whole = Math.floor(at);
  const parts = Object.fromEntries(format.formatToParts(whole * 1000).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - whole;
}
