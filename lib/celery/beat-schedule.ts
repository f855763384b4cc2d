import { boundedName, isRecord, LIMITS } from './bounded';
import { toPythonRepr } from './to-python-repr';

const MAX_ENTRIES = 2000;

/** An entry of beat's schedule, as `inspect conf` tells it. */
export interface BeatEntry {
  readonly name: string;
  readonly task: string;
  /** Arguments as `argumentsKey` writes them. */
  readonly key: string;
  /** null: not at equal times, or not to be told without beat's time zone. */
  readonly everySeconds: number | null;
  readonly expires: boolean;
}

/** The entries of `beat_schedule` in a worker's settings; what can't be read is left out. */
export function decodeBeatSchedule(conf: Readonly<Record<string, unknown>>): readonly BeatEntry[] {
  const schedule = conf['beat_schedule'];
  if (!isRecord(schedule)) return [];
  return Object.entries(schedule)
    .slice(0, MAX_ENTRIES)
    .flatMap(([name, entry]) => {
      const decoded = isRecord(entry) ? decodeEntry(name, entry, everySeconds(entry['schedule'])) : null;
      return decoded === null ? [] : [decoded];
    });
}

/** An entry of any scheduler; null where it can't be read. */
export function decodeEntry(
  given: unknown,
  entry: Readonly<Record<string, unknown>>,
  every: number | null,
): BeatEntry | null {
  const name = boundedName(given, LIMITS.name);
  const task = boundedName(entry['task'], LIMITS.name);
  if (name === null || task === null) return null;
  const options = isRecord(entry['options']) ? entry['options'] : {};
  const args = Array.isArray(entry['args']) ? entry['args'] : [];
  const kwargs = isRecord(entry['kwargs']) ? entry['kwargs'] : {};
  const key = argumentsKey(toPythonRepr(JSON.stringify(args)), toPythonRepr(JSON.stringify(kwargs)));
  const expires = options['expires'] !== undefined && options['expires'] !== null;
  return { name, task, key, everySeconds: every, expires };
}

/** Beat's arguments come as a list or a tuple, others' as a tuple: what is in it tells them apart. */
export function argumentsKey(args: string | null, kwargs: string | null): string {
  const inner = (args ?? '').replace(/^[[(]|,?[\])]$/g, '');
  return plainNumbers(`${inner} ${kwargs === null || kwargs === '' ? '{}' : kwargs}`);
}

// A worker's settings came through JSON.parse, which makes 9 of Python's 9.0 and 1e+16.
function plainNumbers(text: string): string {
  return text.replace(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[\w.]+(?:(?<=\d[eE])[+-]\d+)?/g, (token) =>
    /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(token) ? String(Number(token)) : token,
  );
}

/** Seconds between runs of `30`, `0:05:00`, `1 day, 0:00:00`, and of those crontabs for which no time zone matters. */
export function everySeconds(schedule: unknown): number | null {
  if (typeof schedule === 'number') return schedule > 0 ? schedule : null;
  if (typeof schedule !== 'string' || schedule.length > 200) return null;
  const delta = /^(?:(\d+) days?, )?(\d+):(\d\d):(\d\d)(?:\.(\d+))?$/.exec(schedule);
  if (delta !== null) {
    const [, days = '0', hours, minutes, seconds, fraction = '0'] = delta;
    const whole = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
    const total = whole + Number(`0.${fraction}`);
    return total > 0 ? total : null;
  }
  const minute = /^<crontab: (\S+) \* \* \* \* /.exec(schedule)?.[1];
  if (minute === undefined) return null;
  if (minute === '*') return 60;
  if (/^\d+$/.test(minute)) return 3600;
  const step = Number(/^\*\/(\d+)$/.exec(minute)?.[1]);
  return step > 0 && 60 % step === 0 ? step * 60 : null;
}
