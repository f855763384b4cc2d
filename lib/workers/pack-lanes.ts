import { runKey, type LaneRun } from './lane-runs';

/** More rows than this are not drawn, and are said. */
export const MAX_LANE_ROWS = 64;
/** Events of two pool processes may cross by some milliseconds. */
const TOLERANCE_SECONDS = 0.05;
/** More than the pool has slots can't run: then they cross by more than that. */
const CROSSING_SECONDS = 2;

export interface PackedLanes {
  /** Runs of each slot in the order of their starts. */
  readonly rows: readonly (readonly LaneRun[])[];
  readonly hiddenRows: number;
  /** For the next time: a run keeps its row for as long as it is shown. */
  readonly rowOf: ReadonlyMap<string, number>;
}

/**
 * Lays runs into slots: each into the first one that is free, for Celery's events do not name the process. `runs` are in
 * the order of their starts.
 */
export function packLanes(runs: readonly LaneRun[], slots: number, before: ReadonlyMap<string, number>): PackedLanes {
  const rows: LaneRun[][] = Array.from({ length: slots }, () => []);
  const freeFrom: number[] = rows.map(() => -Infinity);
  const rowOf = new Map<string, number>();
  for (const run of runs) {
    const key = runKey(run);
    const from = run.startedAt + TOLERANCE_SECONDS;
    let row = before.get(key) ?? freeFrom.findIndex((free) => free <= from);
    if (row === -1) row = crossedRow(freeFrom, slots, run.startedAt);
    while (rows.length <= row) {
      rows.push([]);
      freeFrom.push(-Infinity);
    }
    rows[row]?.push(run);
    freeFrom[row] = Math.max(freeFrom[row] ?? -Infinity, run.endedAt ?? Infinity);
    rowOf.set(key, row);
  }
  return {
    rows: rows.slice(0, MAX_LANE_ROWS),
    hiddenRows: Math.max(0, rows.length - MAX_LANE_ROWS),
    rowOf,
  };
}

/** Where all slots are taken: the one that will be free within a moment, else a row more than there are slots. */
function crossedRow(freeFrom: readonly number[], slots: number, startedAt: number): number {
  const soonest = Math.min(...freeFrom);
  const crosses = freeFrom.length >= slots && slots > 0 && soonest - startedAt <= CROSSING_SECONDS;
  return crosses ? freeFrom.indexOf(soonest) : freeFrom.length;
}

/** The run of a row at a time, or the nearest within `slack` seconds; null when there is none. `now` ends what runs. */
export function runAt(row: readonly LaneRun[], at: number, slack: number, now: number): number | null {
  // The last one that began by then; before it lie those that may still have been running.
  let low = 0;
  let high = row.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((row[middle]?.startedAt ?? Infinity) <= at) low = middle + 1;
    else high = middle;
  }
  let best: number | null = null;
  let distance = slack;
  for (let index = Math.max(0, low - NEIGHBOURS); index < Math.min(row.length, low + NEIGHBOURS); index += 1) {
    const run = row[index];
    if (run === undefined) continue;
    const away = Math.max(0, run.startedAt - at, at - (run.endedAt ?? now));
    // Of those at the same distance the later one lies on top.
    if (away > distance) continue;
    distance = away;
    best = index;
  }
  return best;
}

const NEIGHBOURS = 8;
