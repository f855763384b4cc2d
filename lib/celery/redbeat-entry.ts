import { decodeEntry, everySeconds, type BeatEntry } from './beat-schedule';
import { isRecord } from './bounded';

/** An entry of redbeat's schedule, as it lies in Redis; null: it is switched off, or unlike redbeat's. */
export function decodeRedbeatEntry(definition: string): BeatEntry | null {
  const parsed = parsedOrNull(definition);
  if (!isRecord(parsed) || parsed['enabled'] === false) return null;
  const { schedule } = parsed;
  return decodeEntry(parsed['name'], parsed, isRecord(schedule) ? everyOf(schedule) : null);
}

function everyOf(schedule: Readonly<Record<string, unknown>>): number | null {
  if (schedule['__type__'] === 'interval') return everySeconds(schedule['every']);
  if (schedule['__type__'] !== 'crontab') return null;
  const rest = ['hour', 'day_of_week', 'day_of_month', 'month_of_year'].map((field) => schedule[field]);
  const { minute } = schedule;
  if (rest.some((field) => field !== '*') || (typeof minute !== 'string' && typeof minute !== 'number')) return null;
  // As a worker would tell it.
  return everySeconds(`<crontab: ${minute} * * * * >`);
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Somebody else's key under redbeat's prefix.
    return null;
  }
}
