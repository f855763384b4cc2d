/** ISO 8601 to epoch seconds; without an offset it is UTC, where JavaScript would take local time. null for anything else. */
export function isoToEpoch(value: unknown): number | null {
  if (typeof value !== 'string' || value.length > 64) return null;
  const ms = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/i.test(value) ? value : `${value}Z`);
  return Number.isNaN(ms) ? null : ms / 1000;
}
