const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** Tasks a second of Celery's `10/m`, `1/s`, `5`; null for anything else, and for no limit. */
export function rateOf(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)(?:\/([smh]))?$/.exec(text.trim());
  if (match === null) return null;
  const perSecond = Number(match[1]) / (SECONDS[match[2] ?? 's'] ?? 1);
  return perSecond > 0 ? perSecond : null;
}
