const UNIT_SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };
const PART = /^(\d{1,12}(?:\.\d{1,9})?)(ms|s|m|h|d|w)/;
const NUMBER = /^\d{1,12}(?:\.\d{1,9})?$/;

/** Seconds of `500ms`, `5s`, `1.5h`, `1m30s`, or of a bare number of seconds; null when it is none of these. */
export function parseDuration(text: string): number | null {
  if (NUMBER.test(text)) return Number(text);
  let rest = text;
  let seconds = 0;
  while (rest !== '') {
    const part = PART.exec(rest);
    if (part === null) return null;
    seconds += Number(part[1]) * (UNIT_SECONDS[part[2] ?? ''] ?? NaN);
    rest = rest.slice(part[0].length);
  }
  return text === '' ? null : seconds;
}
