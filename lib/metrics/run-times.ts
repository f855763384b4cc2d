import type { Task } from '../cluster/task';

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

/** The newest run times of each type, in bounded memory. */
export function createRunTimes(): RunTimes {
  const rings = new Map<string, Ring>();
  return {
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
}
