import type { Task } from '../cluster/task';
import { upperEndOf } from './histogram';
import type { SeriesMinute } from './series';

const KEPT = 100;
const MIN_RUNS = 20;
const MAX_TYPES = 5000;
const DAY_SECONDS = 86_400;
/** A type that mostly takes a moment may take long once an hour or once a night: its newest runs do not tell. */
export const LONGEST_KEPT_DAYS = 7;

/** How long runs of a type took. */
export interface Usual {
  /** Of the newest runs. */
  readonly runs: number;
  readonly middleSeconds: number;
  readonly longestSeconds: number;
  /** The longest of all that is known of the last week. */
  readonly everSeconds: number;
}

/** The longest run of a type that ended at that day. */
export interface LongestRun {
  readonly name: string;
  /** Some time of that day, epoch seconds. */
  readonly at: number;
  readonly seconds: number;
}

export interface RunTimes {
  /** Takes a task that ended. */
  add(task: Pick<Task, 'name' | 'runtimeSeconds'>, now: number): void;
  /** null when too few of its runs were seen to end. */
  of(name: string): Usual | null;
}

interface Type {
  readonly seconds: number[];
  next: number;
  /** The longest run by day. */
  readonly longest: Map<number, number>;
}

/**
 * The newest run times of each type and its longest ones, in bounded memory; `stored` are minutes of before, to go on
 * with, and `longest` what is known of days.
 */
export function createRunTimes(stored: readonly SeriesMinute[] = [], longest: readonly LongestRun[] = []): RunTimes {
  const types = new Map<string, Type>();

  const typeOf = (name: string): Type | null => {
    const known = types.get(name);
    // Names come from outside: types beyond the bound are not judged.
    if (known !== undefined || types.size >= MAX_TYPES) return known ?? null;
    const type: Type = { seconds: [], next: 0, longest: new Map() };
    types.set(name, type);
    return type;
  };
  const lengthen = (type: Type, at: number, seconds: number): void => {
    const day = Math.floor(at / DAY_SECONDS);
    if (seconds <= (type.longest.get(day) ?? -1)) return;
    type.longest.set(day, seconds);
    for (const other of type.longest.keys()) if (day - other > LONGEST_KEPT_DAYS) type.longest.delete(other);
  };

  const times: RunTimes = {
    add({ name, runtimeSeconds }, now) {
      if (name === null || runtimeSeconds === null || runtimeSeconds < 0) return;
      const type = typeOf(name);
      if (type === null) return;
      type.seconds[type.next] = runtimeSeconds;
      type.next = (type.next + 1) % KEPT;
      lengthen(type, now, runtimeSeconds);
    },
    of(name) {
      const type = types.get(name);
      if (type === undefined || type.seconds.length < MIN_RUNS) return null;
      const sorted = type.seconds.toSorted((a, b) => a - b);
      return {
        runs: sorted.length,
        middleSeconds: sorted[sorted.length >> 1] ?? 0,
        longestSeconds: sorted.at(-1) ?? 0,
        everSeconds: Math.max(...type.longest.values()),
      };
    },
  };
  for (const { name, at, seconds } of longest) {
    const type = typeOf(name);
    if (type !== null) lengthen(type, at, seconds);
  }
  for (const { minute, name, queue, worker, runSuccess } of stored) {
    if (name === null || queue !== null || worker !== null) continue;
    for (const [bucket, count] of runSuccess.buckets)
      for (let run = 0; run < Math.min(count, KEPT); run += 1)
        times.add({ name, runtimeSeconds: upperEndOf(bucket) }, minute * 60);
  }
  return times;
}
