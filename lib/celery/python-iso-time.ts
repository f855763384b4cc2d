/** A time as Python writes one: `2026-11-21T10:00:00.123456+00:00`. */
export function pythonIsoTime(at: number): string {
  const micros = Math.round(at * 1e6);
  const seconds = Math.floor(micros / 1e6);
  const rest = micros - seconds * 1e6;
  const fraction = rest === 0 ? '' : `.${String(rest).padStart(6, '0')}`;
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}${fraction}+00:00`;
}
