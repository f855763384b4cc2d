import type { Task } from '../cluster/task';
import { upperEndOf } from './histogram';
import type { SeriesMinute } from './series';

const KEPT = 100;
const MIN_RUNS = 20;
const MAX_TYPES = 5000;

/** How long the newest runs of a type took. */
export interface Usual {
  readonly runs: number;
  readonly middleSeconds: number;
  readonly longestSeconds: number;
}

export interface RunTimes {
  /** Takes a task that ended. */
  add(task: Pick<Task, 'name' | 'runtimeSeconds'>): void;
  /** null when too few of its runs were seen to end. */
  of(name: string): Usual | null;
}

interface Ring {
  readonly seconds: number[];
  next: number;
}

/** The newest run times of each type, in bounded memory; `stored` are minutes of before, to go on with. */
export function createRunTimes(stored: readonly SeriesMinute[] = []): RunTimes {
  const rings = new Map<string, Ring>();
  const times: RunTimes = {
    add({ name, runtimeSeconds }) {
      if (name === null || runtimeSeconds === null || runtimeSeconds < 0) return;
      const ring = rings.get(name) ?? { seconds: [], next: 0 };
      if (ring.seconds.length === 0) {
        // Names come from outside: types beyond the bound are not judged.
        if (rings.size >= MAX_TYPES) return;
        rings.set(name, ring);
      }
      ring.seconds[ring.next] = runtimeSeconds;
      ring.next = (ring.next + 1) % KEPT;
    },
    of(name) {
      const seconds = rings.get(name)?.seconds ?? [];
      if (seconds.length < MIN_RUNS) return null;
      const sorted = seconds.toSorted((a, b) => a - b);
      return {
        runs: sorted.length,
        middleSeconds: sorted[sorted.length >> 1] ?? 0,
        longestSeconds: sorted.at(-1) ?? 0,
      };
    },
  };
  for (const { name, queue, worker, runSuccess } of stored) {
    if (name === null || queue !== null || worker !== null) continue;
    for (const [bucket, count] of runSuccess.buckets)
      for (let run = 0; run < Math.min(count, KEPT); run += 1) times.add({ name, runtimeSeconds: upperEndOf(bucket) });
  }
  return times;
}
