const bareNumbers = /"(?:\\.|[^"\\])*"|-?\bInfinity\b|\bNaN\b/g;

/** JSON as Python writes it: bare NaN and Infinity, which `JSON.parse` refuses, read as null. Throws on the rest. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (!text.includes('NaN') && !text.includes('Infinity')) throw error;
    return JSON.parse(text.replace(bareNumbers, (match) => (match.startsWith('"') ? match : 'null'))) as unknown;
  }
}

/** Whether arrays and objects are nested more than `limit` levels deep. */
export function isDeeperThan(value: unknown, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (limit === 0) return true;
  if (Array.isArray(value)) return value.some((item) => isDeeperThan(item, limit - 1));
  for (const key in value) if (isDeeperThan((value as Record<string, unknown>)[key], limit - 1)) return true;
  return false;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
