import { parseDuration } from './duration';

const EPOCH = /^\d{9,11}(?:\.\d{1,9})?$/;
const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * Epoch seconds of `now`, `-1h`, epoch seconds, or an ISO date or time (UTC where it names no offset); null when it is
 * none of these.
 */
export function parseTime(text: string, now: number): number | null {
  if (text === 'now') return now;
  if (EPOCH.test(text)) return Number(text);
  if (text.startsWith('-') || text.startsWith('+')) {
    const seconds = parseDuration(text.slice(1));
    if (seconds === null) return null;
    return text.startsWith('-') ? now - seconds : now + seconds;
  }
  const iso = ISO.exec(text);
  if (iso === null) return null;
  const [, day = '', minutes = '00:00', seconds = ':00', offset = 'Z'] = iso;
  const at = Date.parse(`${day}T${minutes}${seconds}${offset}`);
  return Number.isNaN(at) ? null : at / 1000;
}
