import { everySeconds } from '@/lib/celery/beat-schedule';

const DEFAULT_SECONDS = 86_400;

/** How long results are kept, by `result_expires`; null: for ever. Workers print a timedelta as Python does. */
export function resultExpirySeconds(conf: Readonly<Record<string, unknown>>): number | null {
  const told = conf['result_expires'];
  if (told === null || told === 0) return null;
  if (typeof told === 'string' && /^(?:0 days?, )?0:00:00$/.test(told)) return null;
  return everySeconds(told) ?? DEFAULT_SECONDS;
}
